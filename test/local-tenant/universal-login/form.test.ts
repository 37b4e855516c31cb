import { behaves } from '../../support/fidelity';
import { createLoginTenant, type LoginTenant, logIn, ORIGIN } from '../authentication-api/login-tenant';

const field = (type: string, id: string, config: object = {}, rest: object = {}) => ({
  id,
  category: 'FIELD',
  type,
  label: `Label of ${id}`,
  config,
  ...rest,
});
const block = (type: string, config: object = {}) => ({ id: `${type}_1`, category: 'BLOCK', type, config });
const step = (id: string, next: string, ...components: object[]) => ({
  id,
  type: 'STEP',
  config: { components, next_node: next },
});
const rule = (next: string, condition: object) => ({ id: `to_${next}`, condition, next_node: next });
const router = (id: string, fallback: string, ...rules: object[]) => ({
  id,
  type: 'ROUTER',
  config: { rules, fallback },
});

describe('forms', () => {
  let login: LoginTenant;
  let userId: string;
  beforeEach(async () => {
    login = createLoginTenant();
    userId = (await login.user()).user_id;
  });
  afterEach(() => login.close());

  /** Logs in through an Action that renders a form of these nodes and stores what came back. */
  async function openForm(
    nodes: object[],
    options: {
      vars?: object;
      fields?: object;
      start?: object;
      form?: object;
      languages?: string;
      uiLocales?: string;
    } = {},
  ) {
    login.put('forms', 'ap_test', {
      id: 'ap_test',
      name: 'test',
      nodes,
      start: { next_node: (nodes[0] as { id: string }).id, ...options.start },
      ending: { resume_flow: true },
      ...options.form,
    });
    const rendered = JSON.stringify({ vars: options.vars ?? {}, fields: options.fields ?? {} });
    login.deploy(
      'post-login',
      'render',
      `exports.onExecutePostLogin = async (event, api) => { api.prompt.render('ap_test', ${rendered}); };
       exports.onContinuePostLogin = async (event, api) => { api.user.setAppMetadata('prompt', event.prompt ?? 'none'); api.user.setAppMetadata('query', Object.keys(event.request.query)); };`,
    );
    const { languages } = options;
    const agent = languages === undefined ? undefined : login.browser({ 'accept-language': languages });
    return logIn(login, options.uiLocales === undefined ? {} : { ui_locales: options.uiLocales }, agent);
  }
  const received = () => login.stored(userId).app_metadata?.prompt as Record<string, Record<string, unknown>>;

  behaves(
    'A form’s answers come back in event.prompt with its id and the vars it was rendered with; the request is a fresh one',
    { source: 'docs: forms/render; actions/limitations', status: 'supported' },
    async () => {
      const { agent, answer } = await openForm(
        [
          step(
            'one',
            '$ending',
            field('BOOLEAN', 'terms'),
            field('TEXT', 'name'),
            block('NEXT_BUTTON', { text: 'Go on' }),
          ),
        ],
        { vars: { secret: 'server side' }, fields: { name: 'given' } },
      );
      expect(agent.url.pathname).toBe('/u/form');
      expect(agent.html).toContain('Go on');
      expect(agent.html).toContain('value="given"');
      expect(agent.html).not.toContain('server side');
      await agent.submit({ terms: 'true', name: 'Ada', injected: 'x' }, { form: 'terms' });
      expect(answer().get('code')).not.toBeNull();
      expect(received()).toEqual({
        id: 'ap_test',
        fields: { terms: true, name: 'Ada' },
        vars: { secret: 'server side' },
      });
      expect(login.stored(userId).app_metadata?.query).toEqual(['state']);
    },
  );

  it('sends an unticked box as false, and an empty field not at all', async () => {
    const { agent } = await openForm([
      step('one', '$ending', field('BOOLEAN', 'terms'), field('TEXT', 'name')),
    ]);
    await agent.submit({ name: '' }, { form: 'terms' });
    expect(received().fields).toEqual({ terms: false });
  });

  behaves(
    'Texts of a form may name {{vars.…}}, {{fields.…}} and {{context.…}}; the values are text, not HTML',
    { source: 'docs: forms; SDK types', status: 'supported' },
    async () => {
      const html = '<img src=x onerror=alert(1)>';
      const { agent } = await openForm(
        [
          step(
            'one',
            '$ending',
            block('RICH_TEXT', {
              content:
                '<p>Read <a href="{{vars.documents.terms.url}}">{{ vars.documents.terms.label }}</a>, {{context.user.email}}{{vars.missing}}</p>',
            }),
            field('LEGAL', 'legal', { text: '<b>I agree</b> to {{vars.documents.terms.label}}' }),
            { ...field('TEXT', 'greeting'), label: 'Hello {{vars.documents.terms.label}}' },
          ),
        ],
        { vars: { documents: { terms: { url: 'https://example.com/terms?a=1&b=2', label: html } } } },
      );
      expect(agent.html).toContain('<a href="https://example.com/terms?a=1&amp;b=2">&lt;img src=x');
      expect(agent.html).toContain(', ada@example.com</p>');
      expect(agent.html).toContain('<b>I agree</b> to &lt;img');
      expect(agent.html).toContain('Hello &lt;img');
      expect(agent.html).not.toContain(html);
    },
  );

  const greeting = [
    step(
      'one',
      '$ending',
      field('LEGAL', 'legal', { text: 'I agree' }, { required: true }),
      field('TEXT', 'name', { placeholder: 'Ada' }, { required: true }),
      field('CHOICE', 'color', { options: [{ value: 'red', label: 'Red' }] }),
      block('RICH_TEXT', { content: "<p>{{t('note')}}</p>" }),
    ),
  ];
  const inGerman = {
    languages: { primary: 'en', default: 'en' },
    messages: {
      errors: { ERR_ACCEPTANCE_REQUIRED: 'Tick it', ERR_REQUIRED_PROPERTY: 'Write it' },
      custom: { note: 'Plain <b>' },
    },
    translations: {
      de: {
        components: {
          legal: { config: { text: 'Ich stimme zu' } },
          name: { label: 'Ihr Name', id: 'other' },
          color: { config: { options: [{ label: 'Rot', value: 'rot' }] } },
        },
        messages: { errors: { ERR_ACCEPTANCE_REQUIRED: 'Ankreuzen' }, custom: { note: 'Schlicht' } },
      },
    },
  };

  behaves(
    'A form speaks the first of the browser’s languages that it is translated to: labels, error messages and t(…) are the translation’s',
    {
      source: 'docs: customize/forms/custom-messages-and-translation',
      status: 'supported',
      note: 'Auth0 asks the browser itself, the local tenant its accept-language header. That the options of a list are translated by their place is assumed.',
    },
    async () => {
      const { agent } = await openForm(greeting, { form: inGerman, languages: 'fr, de-AT;q=0.8, en;q=0.5' });
      for (const text of ['lang="de"', 'Ich stimme zu', 'Ihr Name', 'Rot', 'Schlicht', 'placeholder="Ada"']) {
        expect(agent.html).toContain(text);
      }
      await agent.submit({}, { form: 'name' });
      expect(agent.html).toContain('Ankreuzen');
      expect(agent.html).toContain('Ihr Name: Write it');
      await agent.submit({ legal: 'true', name: 'Ada', color: 'red' }, { form: 'name' });
      expect(received().fields).toEqual({ legal: true, name: 'Ada', color: 'red' });
    },
  );

  behaves(
    'Where the app sends ui_locales, a form follows the language of the login’s other pages',
    {
      source: 'docs: customize/forms/custom-messages-and-translation',
      status: 'differs',
      note: 'Auth0’s forms ask the browser alone; here an app’s ui_locales count first, so that a language can be tried out.',
    },
    async () => {
      login.put('singletons', 'tenant-settings', { enabled_locales: ['en', 'de'] });
      const { agent } = await openForm(greeting, { form: inGerman, languages: 'en', uiLocales: 'de' });
      expect(agent.html).toContain('Ich stimme zu');
    },
  );

  it('speaks its default language where the browser wants none that it has', async () => {
    const { agent } = await openForm(greeting, { form: inGerman, languages: 'fr' });
    expect(agent.html).toContain('I agree');
    expect(agent.html).toContain('Plain &lt;b&gt;');
    await agent.submit({ name: 'Ada' }, { form: 'name' });
    expect(agent.html).toContain('Tick it');
  });

  it('follows routers by vars and by what was entered, over several steps and back', async () => {
    const nodes = [
      router(
        'start',
        'simple',
        rule('detailed', {
          operator: 'AND',
          operands: [
            { operator: 'HAS_VALUE', operands: ['{{vars.level}}'] },
            { operator: 'EQ', operands: ['{{vars.level}}', 'high'] },
          ],
        }),
      ),
      step('simple', '$ending', field('TEXT', 'simple')),
      step(
        'detailed',
        'choose',
        field(
          'DROPDOWN',
          'kind',
          {
            options: [
              { value: 'a', label: 'A' },
              { value: 'b', label: 'B' },
            ],
          },
          { required: true },
        ),
      ),
      router(
        'choose',
        '$ending',
        rule('more', { operator: 'OR', operands: [{ operator: 'EQ', operands: ['{{fields.kind}}', 'b'] }] }),
      ),
      step(
        'more',
        '$ending',
        field('TEXT', 'more'),
        block('PREVIOUS_BUTTON', { text: 'Back' }),
        block('NEXT_BUTTON'),
      ),
    ];
    const { agent } = await openForm(nodes, { vars: { level: 'high' } });
    expect(agent.html).toContain('Label of kind');
    await agent.submit({ kind: 'b' }, { form: 'kind' });
    expect(agent.html).toContain('Label of more');
    await agent.submit({ _previous: 'true' }, { form: 'more' });
    expect(agent.html).toContain('Label of kind');
    await agent.submit({ kind: 'b' }, { form: 'kind' });
    await agent.submit({ more: 'text' }, { form: 'more' });
    expect(received().fields).toEqual({ kind: 'b', more: 'text' });
  });

  it('resumes at once where no step applies, with hidden fields', async () => {
    const { answer } = await openForm(
      [router('start', '$ending', rule('$ending', { operator: 'IS_TRUE', operands: ['{{vars.x}}'] }))],
      {
        start: { hidden_fields: [{ key: 'source', value: 'form {{vars.name}}' }] },
        vars: { name: 'one' },
      },
    );
    expect(answer().get('code')).not.toBeNull();
    expect(received().fields).toEqual({ source: 'form one' });
  });

  it('asks again for what is missing or wrong, by the form’s own rules', async () => {
    const { agent } = await openForm([
      step(
        'one',
        '$ending',
        field('LEGAL', 'legal', { text: 'Agree' }, { required: true }),
        field('EMAIL', 'email', {}, { required: true }),
        field('NUMBER', 'age', { min_value: 18 }),
        field('CHOICE', 'color', { options: [{ value: 'red', label: 'Red' }] }),
        field('DATE', 'day'),
        field('TEXT', 'short', { max_length: 3 }),
        field('URL', 'site'),
        field('TEL', 'phone'),
      ),
    ]);
    await agent.submit(
      { email: 'nonsense', age: '17', color: 'blue', day: 'soon', short: 'long', site: 'x', phone: 'y' },
      { form: 'email' },
    );
    expect(agent.status).toBe(400);
    expect(agent.html.match(/This value is not valid/g)?.length).toBeGreaterThanOrEqual(7);
    expect(agent.html).toContain('This field is required');
    expect(agent.html).toContain('value="nonsense"');
    await agent.submit(
      {
        legal: 'true',
        email: 'a@b.c',
        age: '18',
        color: 'red',
        day: '2026-01-31',
        short: 'abc',
        site: 'https://x.y',
        phone: '+1 555',
      },
      { form: 'email' },
    );
    expect(received().fields).toEqual({
      legal: true,
      email: 'a@b.c',
      age: 18,
      color: 'red',
      day: '2026-01-31',
      short: 'abc',
      site: 'https://x.y',
      phone: '+1 555',
    });
  });

  behaves(
    'Components that need code, files, payments or other services are named on the page and do not run; flows are passed over',
    {
      source: 'SDK types of forms',
      status: 'differs',
      note: 'CUSTOM, FILE, PAYMENT, SOCIAL, RESEND_BUTTON, widgets and FLOW nodes need services that a local tenant has not.',
    },
    async () => {
      const { agent } = await openForm([
        { id: 'flow', type: 'FLOW', config: { flow_id: 'af_1', next_node: 'one' } },
        step(
          'one',
          '$ending',
          ...['CUSTOM', 'FILE', 'PAYMENT', 'SOCIAL'].map((type) =>
            field(type, `field_${type}`, {}, { required: true }),
          ),
          { ...block('GMAPS_ADDRESS'), category: 'WIDGET' },
          block('DIVIDER', { text: 'Divided' }),
          block('IMAGE', { src: 'https://example.com/x.png' }),
          block('HTML', { content: '<i>Own</i>' }),
          field('PASSWORD', 'secret'),
          field('CARDS', 'card', {
            multiple: true,
            options: [
              { value: 'a', label: 'A' },
              { value: 'b', label: 'B' },
            ],
          }),
        ),
      ]);
      for (const type of ['CUSTOM', 'FILE', 'PAYMENT', 'SOCIAL', 'GMAPS_ADDRESS']) {
        expect(agent.html).toContain(`does not run this component: ${type}`);
      }
      for (const text of [
        'Divided',
        '<i>Own</i>',
        'type="password"',
        'type="checkbox" name="card" value="b"',
      ]) {
        expect(agent.html).toContain(text);
      }
      await agent.submit({ card: 'b' }, { form: 'secret' });
      expect(received().fields).toEqual({ card: ['b'] });
    },
  );

  behaves(
    'A CHOICE with allow_other takes what was typed as its value',
    {
      source: 'SDK types of forms',
      status: 'unknown',
      note: 'How Auth0 names that value is assumed: it stands where a chosen option’s value would.',
    },
    async () => {
      const { agent } = await openForm([
        step(
          'one',
          '$ending',
          field('CHOICE', 'color', {
            options: [{ value: 'red', label: 'Red' }],
            allow_other: { enabled: true, label: 'Another colour' },
          }),
        ),
      ]);
      expect(agent.html).toContain('Another colour');
      await agent.submit({ color: 'green' }, { form: 'color' });
      expect(received().fields).toEqual({ color: 'green' });
    },
  );

  it('refuses answers to a step that is not open, and to a form that is finished', async () => {
    const { agent } = await openForm([
      step('one', 'two', field('TEXT', 'first')),
      step('two', '$ending', field('TEXT', 'second')),
    ]);
    const state = agent.url.searchParams.get('state');
    await agent.submit({ _node: 'two', second: 'x' }, { form: 'first' });
    expect(agent.status).toBe(400);
    await agent.open(`${ORIGIN}/u/form?state=${state}`);
    await agent.submit({ first: 'x' }, { form: 'first' });
    await agent.submit({ second: 'y' }, { form: 'second' });
    expect(received().fields).toEqual({ first: 'x', second: 'y' });
    await agent.open(`${ORIGIN}/u/form?state=${state}`);
    expect(agent.status).toBe(400);
  });

  it('says so where the tenant has no such form', async () => {
    const attempt = await openForm([step('one', '$ending')]);
    login.tenant.store.collection('forms').delete('ap_test');
    await attempt.agent.open(attempt.agent.url);
    expect(attempt.agent.html).toContain('There is no form ap_test');
  });
});
