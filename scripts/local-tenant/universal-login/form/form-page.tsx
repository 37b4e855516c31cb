import {
  eventUserOf,
  type FormProgress,
  findClient,
  invalidRequest,
  logRequest,
  resumeLogin,
  saveTransaction,
  type Transaction,
} from '../../authentication-api';
import { Alert, Button, CsrfField } from '../../pages';
import { localPath } from '../../request-url';
import type { Form, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { findUser } from '../../users';
import { HostedPage, type PageContext } from '../hosted-page';
import { pageTransaction } from '../page-transaction';
import { textsOf } from '../texts';
import { Component } from './component';
import { type FieldProblem, readFields } from './fields';
import { ENDING, type FormNode, hiddenFields, nodesOf, startNode } from './form-definition';
import { type FormScope, fillText } from './template';
import { nextStop } from './walk';

/** A form that `api.prompt.render` asked for, where the person stands in it, and what it may name. */
interface OpenForm {
  transaction: Transaction;
  form: Form;
  progress: FormProgress;
  scope: FormScope;
}

export async function showForm(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const open = openForm(tenant, transaction);
  const stop = nextStop(open.form, open.progress.node, open.scope);
  if (stop === ENDING) return finish(tenant, c, open);
  return showStep(tenant, c, open, stop);
}

export async function submitForm(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const open = openForm(tenant, transaction);
  const body = await c.req.parseBody({ all: true });
  const posted = (name: string) => [body[name] ?? []].flat().filter((value) => typeof value === 'string');
  const node = nodesOf(open.form).find((candidate) => candidate.id === posted('_node')[0]);
  if (node?.type !== 'STEP' || node.id !== currentStep(open)) {
    throw invalidRequest('The form has moved on since this page was opened');
  }
  if (posted('_previous').length > 0) return goBack(tenant, c, open, node);
  const components = node.config?.components ?? [];
  const jump = posted('_jump')[0];
  const isOffered = components.some(
    ({ type, config }) => type === 'JUMP_BUTTON' && config?.next_node === jump,
  );
  if (jump !== undefined && isOffered) return goOn(tenant, c, open, node, jump);
  const { values, problems } = readFields(components, posted);
  const answered = withFields(open, values);
  if (Object.keys(problems).length > 0) return showStep(tenant, c, answered, node, problems);
  return goOn(tenant, c, answered, node, node.config?.next_node ?? ENDING);
}

/**
 * @throws OAuthError where this login waits for no form, or the tenant has no form of that id
 */
function openForm(tenant: TenantContext, transaction: Transaction): OpenForm {
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
  const scope: FormScope = {
    vars: step.vars,
    fields: { ...step.fields, ...transaction.form?.fields },
    context,
  };
  const progress = transaction.form ?? {
    node: startNode(form),
    visited: [],
    fields: { ...initialHiddenFields(form, scope), ...step.fields },
  };
  return { transaction, form, progress, scope: { ...scope, fields: progress.fields } };
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

function goOn(tenant: TenantContext, c: PageContext, open: OpenForm, from: FormNode, to: string) {
  const stop = nextStop(open.form, to, open.scope);
  if (stop === ENDING) return finish(tenant, c, open);
  const progress: FormProgress = {
    ...open.progress,
    node: stop.id,
    visited: [...open.progress.visited, from.id],
  };
  return remember(tenant, c, open, progress);
}

function goBack(tenant: TenantContext, c: PageContext, open: OpenForm, from: FormNode) {
  const visited = [...open.progress.visited];
  const node = visited.pop() ?? from.id;
  return remember(tenant, c, open, { ...open.progress, node, visited });
}

function remember(tenant: TenantContext, c: PageContext, { transaction }: OpenForm, form: FormProgress) {
  saveTransaction(tenant, { ...transaction, form });
  return c.redirect(localPath(c, `/u/form?state=${transaction.state}`), 303);
}

/** The ending: the Action resumes with what was entered. `vars` never left the server. */
function finish(tenant: TenantContext, c: PageContext, { transaction, form, progress, scope }: OpenForm) {
  const client = findClient(tenant, transaction.parameters.client_id);
  logRequest(tenant, c, 'forms_submission_succeeded', { client }, { details: { form_id: form.id } });
  return resumeLogin(tenant, c, transaction, {
    query: { state: transaction.state },
    body: {},
    prompt: { id: form.id, fields: progress.fields, vars: scope.vars },
  });
}

function showStep(
  tenant: TenantContext,
  c: PageContext,
  open: OpenForm,
  node: FormNode,
  problems: Record<string, FieldProblem> = {},
) {
  const { transaction, scope } = open;
  const t = textsOf(tenant, 'forms', 'form', transaction.locale);
  const components = node.config?.components ?? [];
  const hasProblems = Object.keys(problems).length > 0;
  return c.html(
    <HostedPage
      tenant={tenant}
      c={c}
      locale={transaction.locale}
      title={t('pageTitle')}
      heading={t('pageTitle')}
    >
      {hasProblems ? <Alert tone="danger">{t('invalid')}</Alert> : null}
      <form method="post" action={localPath(c, `/u/form?state=${transaction.state}`)}>
        <CsrfField token={c.get('csrfToken')} />
        <input type="hidden" name="_node" value={node.id} />
        {components.map((component) => (
          <Component component={component} scope={scope} problem={problems[component.id]} t={t} />
        ))}
        {components.some((component) => component.type === 'NEXT_BUTTON') ? null : (
          <Button>{t('submit')}</Button>
        )}
      </form>
    </HostedPage>,
    hasProblems ? 400 : 200,
  );
}
