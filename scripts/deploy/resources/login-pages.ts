import { eachOf, everyOf, named, orNull, PAGE, plainJson, resource } from './read-resources';
import { asObject, type JsonObject, keyed, listed, omit, type ResourceType, whole } from './resource-type';

/** Of a form, what the API makes of itself. */
const FORM_READ_ONLY = ['embedded_at', 'submitted_at', 'flow_count'];

const FORM: ResourceType = {
  section: 'forms',
  kind: 'form',
  title: 'form',
  scopes: { read: ['read:forms'], write: ['read:flows', 'create:forms', 'update:forms', 'delete:forms'] },
  ...listed('name', (form, file) => ({
    name: form.name,
    ...(JSON.parse(file(String(form.body))) as JsonObject),
  })),
  read: async (client, names) => {
    const found = Object.entries(named(await everyOf(client.forms.list({ per_page: PAGE })), names));
    const whole = found.map(async ([name, { id }]) => {
      return [name, resource(plainJson(await client.forms.get(id)), 'id', FORM_READ_ONLY)] as const;
    });
    return Object.fromEntries(await Promise.all(whole));
  },
  change: async (client, { id }, patch) => client.forms.update(id, patch),
  remove: (client, id) => client.forms.delete(id),
};

const EMAIL_TEMPLATE: ResourceType = {
  section: 'emailTemplates',
  kind: 'emailTemplate',
  title: 'email template',
  scopes: { read: ['read:email_templates'], write: ['create:email_templates', 'update:email_templates'] },
  ...listed('template', (template, file) => ({ ...template, body: file(String(template.body)) })),
  read: (client, names) => eachOf(names, (name) => client.emailTemplates.get(name as 'verify_email')),
  change: async (client, { content }, _patch, before) =>
    client.emailTemplates.set(content.template as 'verify_email', before as never),
  // The page customize/email/email-templates/email-template-descriptions: mails go out while the template is on.
  stays: 'the API cannot delete a template, and switching it off would stop these mails',
};

const PROMPT_SETTINGS: ResourceType = {
  section: 'prompts',
  kind: 'prompts',
  title: 'login pages:',
  scopes: { read: ['read:prompts'], write: ['update:prompts'] },
  ...whole('settings', ['partials', 'customText']),
  writeOnly: ['screenRenderers'],
  read: async (client) => ({ settings: resource(plainJson(await client.prompts.getSettings())) }),
  change: async (client, _found, patch) => client.prompts.updateSettings(patch),
};

const PARTIALS: ResourceType = {
  section: 'prompts',
  kind: 'partials',
  title: 'page partials of',
  scopes: PROMPT_SETTINGS.scopes,
  wanted: (section) => asObject(asObject(section).partials) as Record<string, JsonObject>,
  staged: (section, names) => ({ partials: keyed().staged(asObject(section).partials, names) }),
  read: async (client, names) => {
    // Refused where there is no custom domain: then there are none.
    const found = await eachOf(
      names,
      (prompt) => client.prompts.partials.get(prompt as 'signup'),
      [400, 403, 404],
    );
    // A prompt without partials is empty, not absent.
    return Object.fromEntries(
      names.map((prompt) => [prompt, { id: prompt, content: found[prompt]?.content ?? {} }]),
    );
  },
  change: async (client, { id }, _patch, before) =>
    client.prompts.partials.set(id as 'signup', before as never),
};

const CUSTOM_TEXT: ResourceType = {
  section: 'prompts',
  kind: 'customText',
  title: 'page texts of',
  scopes: PROMPT_SETTINGS.scopes,
  // By language, then prompt: `de/login`.
  wanted: (section) =>
    Object.fromEntries(
      Object.entries(asObject(asObject(section).customText)).flatMap(([language, prompts]) =>
        Object.entries(asObject(prompts)).map(([prompt, text]) => [`${language}/${prompt}`, asObject(text)]),
      ),
    ),
  staged: (section, names) => {
    const texts = Object.entries(asObject(asObject(section).customText)).map(([language, prompts]) => [
      language,
      Object.fromEntries(
        Object.entries(asObject(prompts)).filter(([prompt]) => names.has(`${language}/${prompt}`)),
      ),
    ]);
    return { customText: Object.fromEntries(texts) };
  },
  read: async (client, names) => {
    const texts = names.map(async (name) => {
      const [language = '', prompt = ''] = name.split('/');
      const text = await client.prompts.customText.get(prompt as 'login', language as 'en');
      return [name, { id: name, content: plainJson(text) }] as const;
    });
    return Object.fromEntries(await Promise.all(texts));
  },
  change: async (client, { id }, _patch, before) => {
    const [language = '', prompt = ''] = id.split('/');
    return client.prompts.customText.set(prompt as 'login', language as 'en', before as never);
  },
};

const BRANDING: ResourceType = {
  section: 'branding',
  kind: 'branding',
  title: 'branding',
  // The CLI keeps the prompts' settings while it writes.
  scopes: { read: ['read:branding'], write: ['update:branding', 'read:prompts', 'update:prompts'] },
  ...whole('settings', ['templates']),
  read: async (client) => ({ settings: resource(plainJson(await client.branding.get())) }),
  change: async (client, _found, patch) => client.branding.update(patch as never),
};

const PAGE_TEMPLATE: ResourceType = {
  section: 'branding',
  kind: 'pageTemplate',
  title: 'page template',
  scopes: { read: ['read:branding'], write: ['update:branding', 'delete:branding', 'read:custom_domains'] },
  wanted: (section, file) =>
    listed('template', (template) => ({ ...template, body: file(String(template.body)) })).wanted(
      asObject(section).templates,
      file,
    ),
  staged: (section, names) => ({
    templates: listed('template').staged(asObject(section).templates, names),
  }),
  read: async (client, names): Promise<Record<string, { id: string; content: JsonObject }>> => {
    if (!names.includes('universal_login')) return {};
    const found = await orNull(() => client.branding.templates.getUniversalLogin(), [402, 403, 404]);
    const body = typeof found === 'string' ? found : found?.body;
    if (body === undefined) return {};
    return { universal_login: { id: 'universal_login', content: { template: 'universal_login', body } } };
  },
  change: async (client, _found, _patch, before) =>
    client.branding.templates.updateUniversalLogin({ template: String(before.body) }),
  remove: (client) => client.branding.templates.deleteUniversalLogin(),
};

/** The classic pages of tenant.yaml and where the tenant keeps them (auth0-deploy-cli 8.44, handlers/pages). */
const TENANT_PAGES: Readonly<Record<string, string>> = {
  guardian_multifactor: 'guardian_mfa_page',
  password_reset: 'change_password',
  error_page: 'error_page',
};

const CLASSIC_PAGE: ResourceType = {
  section: 'pages',
  kind: 'page',
  title: 'page',
  scopes: {
    read: ['read:clients', 'read:tenant_settings'],
    write: ['update:clients', 'update:tenant_settings'],
  },
  ...listed('name', (page, file) => ({
    ...page,
    html: typeof page.html === 'string' ? file(page.html) : '',
  })),
  read: async (client, names) => {
    const [[globalClient], settings] = await Promise.all([
      names.includes('login') ? everyOf(client.clients.list({ is_global: true, per_page: PAGE })) : [],
      names.some((name) => name !== 'login') ? client.tenants.settings.get() : {},
    ]);
    const pages: Record<string, { id: string; content: JsonObject }> = {};
    if (globalClient?.custom_login_page !== undefined) {
      const { custom_login_page: html, custom_login_page_on: on, client_id: id } = globalClient;
      pages.login = { id: String(id), content: { name: 'login', enabled: on === true, html } };
    }
    for (const [name, property] of Object.entries(TENANT_PAGES)) {
      const page = plainJson(settings)[property];
      if (names.includes(name) && page !== undefined && page !== null)
        pages[name] = { id: property, content: { name, ...asObject(page) } };
    }
    return pages;
  },
  change: async (client, { id, content }, _patch, before) =>
    content.name === 'login'
      ? client.clients.update(id, {
          custom_login_page: String(before.html),
          custom_login_page_on: before.enabled === true,
        })
      : client.tenants.settings.update({ [id]: omit(before, ['name']) }),
  stays: 'the API cannot delete a page; switch it off in the Dashboard',
};

/** What people see when they log in. */
export const LOGIN_PAGES: readonly ResourceType[] = [
  FORM,
  EMAIL_TEMPLATE,
  PROMPT_SETTINGS,
  PARTIALS,
  CUSTOM_TEXT,
  BRANDING,
  PAGE_TEMPLATE,
  CLASSIC_PAGE,
];
