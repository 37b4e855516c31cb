import type { Child } from 'hono/jsx';
import { CSRF_FIELD } from './csrf-field';

interface FieldProps {
  label: string;
  name: string;
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'search'
    | 'tel'
    | 'url'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local';
  value?: string | undefined;
  hint?: Child;
  /** What is wrong with what was entered; read out with the field. */
  error?: string | undefined;
  required?: boolean;
  autocomplete?: string;
  autofocus?: boolean;
  inputmode?: 'text' | 'numeric' | 'email' | 'tel' | 'url';
  minlength?: number;
  maxlength?: number;
  pattern?: string;
  readonly?: boolean;
  placeholder?: string;
  min?: string;
  max?: string;
  step?: string;
  /** By default made of `name`; give one where a page has two fields of a name. */
  id?: string;
}

/** A labelled input with hint and error. */
export function Field({ label, hint, error, id, type = 'text', ...input }: FieldProps) {
  const fieldId = id ?? `field-${input.name}`;
  return (
    <Labelled id={fieldId} label={label} hint={hint} error={error}>
      <input id={fieldId} type={type} {...described(fieldId, hint, error)} {...input} />
    </Labelled>
  );
}

export function TextArea(props: {
  label: string;
  name: string;
  value?: string | undefined;
  rows?: number;
  hint?: string | undefined;
  error?: string | undefined;
  code?: boolean;
  id?: string;
  required?: boolean;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <Labelled id={fieldId} label={props.label} hint={props.hint} error={props.error}>
      <textarea
        id={fieldId}
        name={props.name}
        rows={props.rows ?? 6}
        class={props.code === true ? 'code' : undefined}
        spellcheck={props.code !== true}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      >
        {/* Browsers drop one line break at the start of a textarea. */}
        {`\n${props.value ?? ''}`}
      </textarea>
    </Labelled>
  );
}

export function SelectField(props: {
  label: string;
  name: string;
  options: { value: string; label: string }[];
  value?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  id?: string;
  required?: boolean;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <Labelled id={fieldId} label={props.label} hint={props.hint} error={props.error}>
      <select
        id={fieldId}
        name={props.name}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** `children` is the label, which may hold a link to what is agreed to. */
export function Checkbox(props: {
  name: string;
  value?: string;
  checked?: boolean;
  required?: boolean;
  hint?: Child;
  error?: string | undefined;
  id?: string;
  children?: Child;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <div class="field checkbox">
      <input
        id={fieldId}
        type="checkbox"
        name={props.name}
        value={props.value ?? 'true'}
        checked={props.checked}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      />
      <label for={fieldId}>{props.children}</label>
      <Notes id={fieldId} hint={props.hint} error={props.error} />
    </div>
  );
}

function Labelled(props: Noted & { label: string; children?: Child }) {
  const { label, children, ...noted } = props;
  return (
    <div class="field">
      <label for={noted.id}>{label}</label>
      {children}
      <Notes {...noted} />
    </div>
  );
}

function described(id: string, hint: Child, error: string | undefined) {
  const ids = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  return {
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
}

interface Noted {
  id: string;
  hint?: Child;
  error?: string | undefined;
}

function Notes({ id, hint, error }: Noted) {
  return (
    <>
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </>
  );
}

export function Button(props: {
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  name?: string;
  value?: string;
  /** Sends the form without the browser's own checks, e.g. to decline. */
  formnovalidate?: boolean;
  type?: 'submit' | 'button';
  id?: string;
  /** What is read out in place of the text, where that needs its surroundings; holds the text. */
  label?: string;
  children?: Child;
}) {
  const { kind = 'primary', type = 'submit', label, children, ...rest } = props;
  return (
    <button class={`button ${kind}`} type={type} aria-label={label} {...rest}>
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton(props: {
  href: string;
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  children?: Child;
}) {
  return (
    <a class={`button ${props.kind ?? 'secondary'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** The hidden field that `csrfProtection` asks for. */
export function CsrfField({ token }: { token: string }) {
  return <input type="hidden" name={CSRF_FIELD} value={token} />;
}
