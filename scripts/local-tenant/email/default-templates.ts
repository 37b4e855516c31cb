/** What is sent where the tenant has no template of its own. */
export interface TemplateText {
  subject: string;
  body: string;
}

const page = (lead: string) => `<html><body><p>${lead}</p></body></html>`;
const link = (label: string) => `<a href="{{ url }}">${label}</a>`;

export const DEFAULT_TEMPLATES: Readonly<Record<string, TemplateText>> = {
  verify_email: {
    subject: 'Verify your email',
    body: page(`Please confirm that this is your address: ${link('Confirm my email address')}`),
  },
  verify_email_by_code: { subject: 'Verify your email', body: page('Your code is {{ code }}.') },
  reset_email: {
    subject: 'Reset your password',
    body: page(
      `You asked for a new password: ${link('Choose a new password')}. If it was not you, do nothing.`,
    ),
  },
  welcome_email: { subject: 'Welcome', body: page('Welcome to {{ application.name }}.') },
  password_reset: { subject: 'Your password was changed', body: page('Your password was changed.') },
  passwordless_email: {
    subject: 'Your code for {{ application.name }}',
    body: page('Your code is {{ code }}.'),
  },
  passwordless_sms: { subject: '', body: 'Your verification code is: {{ code }}' },
  user_invitation: {
    subject: 'You are invited to {{ organization.display_name }}',
    body: page(`You are invited to {{ organization.display_name }}: ${link('Accept the invitation')}`),
  },
};
