import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { Alert, Button, Checkbox, Field, SelectField, TextArea } from '../../pages';
import type { JsonObject } from '../../store';
import type { Translate } from '../texts';
import { isRun } from './fields';
import type { FormComponent } from './form-definition';
import { type FormScope, fillHtml, fillText } from './template';

export interface ComponentProps {
  component: FormComponent;
  scope: FormScope;
  /** What is wrong with what was entered. */
  error: string | undefined;
  t: Translate;
}

/** What a component has in common with all others, already filled in. */
interface Filled {
  id: string;
  label: string;
  hint: string | undefined;
  error: string | undefined;
  required: boolean;
  config: JsonObject;
  value: unknown;
  scope: FormScope;
  t: Translate;
}

type Render = (filled: Filled) => Child;

const TEXT_TYPES: Readonly<Record<string, 'email' | 'tel' | 'url' | 'password' | 'number'>> = {
  EMAIL: 'email',
  TEL: 'tel',
  URL: 'url',
  PASSWORD: 'password',
  NUMBER: 'number',
};

const RENDER: Readonly<Record<string, Render>> = {
  RICH_TEXT: ({ config, scope }) => (
    <div class="rich-text">{raw(fillHtml(String(config.content ?? ''), scope))}</div>
  ),
  HTML: ({ config, scope }) => (
    <div class="rich-text">{raw(fillHtml(String(config.content ?? ''), scope))}</div>
  ),
  DIVIDER: ({ config, scope }) =>
    config.text === undefined ? <hr /> : <p class="divider">{fillText(String(config.text), scope)}</p>,
  // Other machines are not asked for pictures.
  IMAGE: ({ config, scope, t }) => {
    const src = fillText(String(config.src ?? ''), scope);
    const isInline = /^data:image\//i.test(src);
    return isInline ? <img src={src} alt="" /> : <p class="muted small">{t('image', { src })}</p>;
  },
  NEXT_BUTTON: ({ config, scope, t }) => <Button>{buttonText(config, scope) ?? t('submit')}</Button>,
  PREVIOUS_BUTTON: ({ config, scope, t }) => (
    <Button kind="secondary" name="_previous" value="true" formnovalidate>
      {buttonText(config, scope) ?? t('back')}
    </Button>
  ),
  JUMP_BUTTON: ({ config, scope, t }) => (
    <Button kind="secondary" name="_jump" value={String(config.next_node ?? '')} formnovalidate>
      {buttonText(config, scope) ?? t('submit')}
    </Button>
  ),
  BOOLEAN: ({ id, label, hint, error, value, config }) => (
    <Checkbox
      name={id}
      checked={value === true || (value === undefined && config.default_value === true)}
      hint={hint}
      error={error}
    >
      {label}
    </Checkbox>
  ),
  LEGAL: ({ id, label, hint, error, value, config, scope, required }) => (
    <Checkbox name={id} checked={value === true} hint={hint} error={error} required={required}>
      {label === '' ? null : `${label} `}
      {raw(fillHtml(String(config.text ?? ''), scope))}
    </Checkbox>
  ),
  TEXT: ({ config, ...filled }) =>
    config.multiline === true ? (
      <TextArea
        label={filled.label}
        name={filled.id}
        value={textValue(filled.value, config)}
        hint={filled.hint}
        error={filled.error}
        required={filled.required}
      />
    ) : (
      <Input filled={{ ...filled, config }} type="text" />
    ),
  DATE: (filled) => <Input filled={filled} type={filled.config.format === 'TIME' ? 'time' : 'date'} />,
  CHOICE: (filled) => <Options filled={filled} />,
  CARDS: (filled) => <Options filled={filled} />,
  DROPDOWN: (filled) =>
    filled.config.multiple === true ? (
      <Options filled={filled} />
    ) : (
      <SelectField
        label={filled.label}
        name={filled.id}
        hint={filled.hint}
        error={filled.error}
        required={filled.required}
        value={textValue(filled.value, filled.config)}
        options={[
          { value: '', label: String(filled.config.placeholder ?? '') },
          ...optionsOf(filled.config, filled.scope),
        ]}
      />
    ),
};

/** One component of a step. Those that would need code, files or money say that they do not run here. */
export function Component({ component, scope, error, t }: ComponentProps) {
  const { id, type, config = {} } = component;
  if (!isRun(component)) return <Alert tone="warning">{t('not-rendered', { type })}</Alert>;
  const label = fillText(component.label ?? '', scope);
  const filled: Filled = {
    id,
    label: label === '' && component.category === 'FIELD' && type !== 'LEGAL' ? id : label,
    hint: component.hint === undefined ? undefined : fillText(component.hint, scope),
    error,
    required: component.required === true,
    config,
    value: scope.fields[id],
    scope,
    t,
  };
  const inputType = TEXT_TYPES[type];
  if (inputType !== undefined) return <Input filled={filled} type={inputType} />;
  return <>{RENDER[type]?.(filled) ?? <Alert tone="warning">{t('not-rendered', { type })}</Alert>}</>;
}

function Input({
  filled,
  type,
}: {
  filled: Filled;
  type: 'text' | 'email' | 'tel' | 'url' | 'password' | 'number' | 'date' | 'time';
}) {
  const { config } = filled;
  return (
    <Field
      label={filled.label}
      name={filled.id}
      type={type}
      value={type === 'password' ? undefined : textValue(filled.value, config)}
      hint={filled.hint}
      error={filled.error}
      required={filled.required}
      {...(typeof config.placeholder === 'string' ? { placeholder: config.placeholder } : {})}
    />
  );
}

/** Boxes or radio buttons; with `allow_other` also a line for what is not among them. */
function Options({ filled }: { filled: Filled }) {
  const { id, label, hint, error, config, value, scope, t } = filled;
  const options = optionsOf(config, scope);
  const chosen = [value ?? []].flat().map(String);
  const other = config.allow_other as { enabled?: boolean; label?: string; placeholder?: string } | undefined;
  const type = config.multiple === true ? 'checkbox' : 'radio';
  const notes = [
    ...(error === undefined ? [] : [`field-${id}-error`]),
    ...(hint === undefined ? [] : [`field-${id}-hint`]),
  ];
  return (
    <fieldset class="field" id={`field-${id}`} aria-describedby={notes.join(' ') || undefined}>
      <legend>{label}</legend>
      {hint === undefined ? null : (
        <p class="hint" id={`field-${id}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="field-error" id={`field-${id}-error`}>
          {error}
        </p>
      )}
      {options.map((option, index) => (
        <div class="field checkbox">
          <input
            id={`field-${id}-${index}`}
            type={type}
            name={id}
            value={option.value}
            checked={chosen.includes(option.value)}
          />
          <label for={`field-${id}-${index}`}>{option.label}</label>
        </div>
      ))}
      {other?.enabled !== true ? null : (
        <Field
          id={`field-${id}-other`}
          label={other.label ?? t('other')}
          name={id}
          value={chosen.find((one) => !options.some((option) => option.value === one))}
          {...(other.placeholder === undefined ? {} : { placeholder: other.placeholder })}
        />
      )}
    </fieldset>
  );
}

function optionsOf(config: JsonObject, scope: FormScope): { value: string; label: string }[] {
  const options = (config.options ?? []) as { value: string; label: string }[];
  return options.map(({ value, label }) => ({ value, label: fillText(label, scope) }));
}

function textValue(value: unknown, config: JsonObject): string | undefined {
  const shown = value ?? config.default_value;
  return shown === undefined || shown === null ? undefined : String(shown);
}

function buttonText(config: JsonObject, scope: FormScope): string | undefined {
  return typeof config.text === 'string' && config.text !== '' ? fillText(config.text, scope) : undefined;
}
