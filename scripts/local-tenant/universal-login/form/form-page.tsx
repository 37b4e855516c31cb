import {
  acceptedLanguages,
  eventUserOf,
  type FormProgress,
  findClient,
  invalidRequest,
  logRequest,
  resumeLogin,
  saveTransaction,
} from '../../authentication-api';
import { Button, ErrorSummary } from '../../pages';
import type { Form, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { findUser } from '../../users';
import { HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from '../hosted-page';
import { loginStep } from '../login-step';
import { textsOf } from '../texts';
import { Component } from './component';
import { type FieldProblem, readFields } from './fields';
import { ENDING, type FormNode, hiddenFields, nodesOf, startNode } from './form-definition';
import { type FormLanguage, formLanguage } from './form-language';
import { type FormScope, fillText } from './template';
import { nextStop } from './walk';

/** A form that `api.prompt.render` asked for, where the person stands in it, and what it may name. */
interface OpenForm extends LoginStep {
  form: Form;
  progress: FormProgress;
  scope: FormScope;
  spoken: FormLanguage;
}

export async function showForm(tenant: TenantContext, c: PageContext) {
  const open = openForm(await loginStep(tenant, c));
  const stop = nextStop(open.form, open.progress.node, open.scope);
  return stop === ENDING ? finish(open) : showStep(open, stop);
}

export async function submitForm(tenant: TenantContext, c: PageContext) {
  const open = openForm(await loginStep(tenant, c));
  const body = await c.req.parseBody({ all: true });
  const posted = (name: string) => [body[name] ?? []].flat().filter((value) => typeof value === 'string');
  const node = nodesOf(open.form).find((candidate) => candidate.id === posted('_node')[0]);
  if (node?.type !== 'STEP' || node.id !== currentStep(open)) {
    throw invalidRequest('The form has moved on since this page was opened');
  }
  if (posted('_previous').length > 0) return goBack(open, node);
  const components = node.config?.components ?? [];
  const jump = posted('_jump')[0];
  const isOffered = components.some(
    ({ type, config }) => type === 'JUMP_BUTTON' && config?.next_node === jump,
  );
  if (jump !== undefined && isOffered) return goOn(open, node, jump);
  const { values, problems } = readFields(components, posted);
  const answered = withFields(open, values);
  if (Object.keys(problems).length > 0) return showStep(answered, node, problems);
  return goOn(answered, node, node.config?.next_node ?? ENDING);
}

/**
 * @throws OAuthError where this login waits for no form, or the tenant has no form of that id
 */
function openForm(login: LoginStep): OpenForm {
  const { tenant, transaction } = login;
  const { step } = transaction;
  if (step?.kind !== 'form') throw invalidRequest('This login does not wait for a form');
  const form = tenant.store.collection<Form>('forms').get(step.formId);
  if (form === undefined) throw invalidRequest(`There is no form ${step.formId}`);
  const user = findUser(tenant, transaction.authentication?.user_id ?? '');
  const context: JsonObject = {
    tenant: { id: tenant.store.name },
    user: user === undefined ? {} : eventUserOf(user),
    client: { id: transaction.parameters.client_id },
    locale: transaction.locale,
  };
  const spoken = formLanguage(form, wantedLanguages(login));
  const scope: FormScope = {
    vars: step.vars,
    fields: { ...step.fields, ...transaction.form?.fields },
    context,
    messages: spoken.custom,
  };
  const progress = transaction.form ?? {
    node: startNode(form),
    visited: [],
    fields: { ...initialHiddenFields(form, scope), ...step.fields },
  };
  return { ...login, form, progress, spoken, scope: { ...scope, fields: progress.fields } };
}

/**
 * Auth0 asks the browser alone (docs: customize/forms/custom-messages-and-translation). Where the app asked for a
 * language, the form follows the other pages of this login: one cannot try a language out otherwise.
 */
function wantedLanguages({ c, transaction }: LoginStep): string[] {
  const asked = transaction.parameters.ui_locales.length > 0 ? [transaction.locale] : [];
  return [...asked, ...acceptedLanguages(c.req.header('accept-language'))];
}

function initialHiddenFields(form: Form, scope: FormScope): JsonObject {
  return Object.fromEntries(hiddenFields(form).map(({ key, value }) => [key, fillText(value ?? '', scope)]));
}

function currentStep({ form, progress, scope }: OpenForm): string {
  const stop = nextStop(form, progress.node, scope);
  return stop === ENDING ? ENDING : stop.id;
}

function withFields(open: OpenForm, values: JsonObject): OpenForm {
  const fields = { ...open.progress.fields, ...values };
  return { ...open, progress: { ...open.progress, fields }, scope: { ...open.scope, fields } };
}

function goOn(open: OpenForm, from: FormNode, to: string) {
  const stop = nextStop(open.form, to, open.scope);
  if (stop === ENDING) return finish(open);
  const progress: FormProgress = {
    ...open.progress,
    node: stop.id,
    visited: [...open.progress.visited, from.id],
  };
  return remember(open, progress);
}

function goBack(open: OpenForm, from: FormNode) {
  const visited = [...open.progress.visited];
  const node = visited.pop() ?? from.id;
  return remember(open, { ...open.progress, node, visited });
}

function remember(open: OpenForm, form: FormProgress) {
  saveTransaction(open.tenant, { ...open.transaction, form });
  return open.c.redirect(stepPath(open, '/u/form'), 303);
}

/** The ending: the Action resumes with what was entered. `vars` never left the server. */
function finish({ tenant, c, transaction, form, progress, scope }: OpenForm) {
  const client = findClient(tenant, transaction.parameters.client_id);
  logRequest(tenant, c, 'forms_submission_succeeded', { client }, { details: { form_id: form.id } });
  return resumeLogin(tenant, c, transaction, {
    query: { state: transaction.state },
    body: {},
    prompt: { id: form.id, fields: progress.fields, vars: scope.vars },
  });
}

function showStep(open: OpenForm, node: FormNode, problems: Record<string, FieldProblem> = {}) {
  const { tenant, c, transaction, scope, spoken } = open;
  const { locale } = transaction;
  const t = textsOf(tenant, 'forms', 'form', locale);
  const form = textsOf(tenant, 'forms', 'form', spoken.language);
  const components = (node.config?.components ?? []).map(spoken.translated);
  const messages = Object.fromEntries(
    Object.entries(problems).map(([id, problem]) => {
      const component = components.find((candidate) => candidate.id === id);
      return [id, spoken.error(component, problem) ?? form(problem)];
    }),
  );
  const errors = Object.fromEntries(
    Object.entries(messages).map(([id, message]) => {
      const label = fillText(components.find((component) => component.id === id)?.label ?? '', scope);
      return [id, label === '' ? message : `${label}: ${message}`];
    }),
  );
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('pageTitle')}>
      <div lang={spoken.language}>
        <ErrorSummary title={form('summary')} errors={errors} />
        <PageForm c={c} action={stepPath(open, '/u/form')}>
          <input type="hidden" name="_node" value={node.id} />
          {components.map((component) => (
            <Component component={component} scope={scope} error={messages[component.id]} t={form} />
          ))}
          {components.some((component) => component.type === 'NEXT_BUTTON') ? null : (
            <Button>{form('submit')}</Button>
          )}
        </PageForm>
      </div>
    </HostedPage>,
    Object.keys(problems).length > 0 ? 400 : 200,
  );
}
