import { beginDeviceLogin, cancelDeviceLogin, pickLocale } from '../authentication-api';
import { Alert, Button, Field, type Tone } from '../pages';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { HostedPage, type PageContext, PageForm } from './hosted-page';
import { formField } from './login-step';
import { textsOf } from './texts';

/** Asks for the code that a device shows; a link or QR code of the device has filled it in. */
export function showDevice(tenant: TenantContext, c: PageContext) {
  return c.html(<DevicePage tenant={tenant} c={c} userCode={c.req.query('user_code') ?? ''} />);
}

export async function submitDevice(tenant: TenantContext, c: PageContext) {
  const userCode = (await formField(c, 'code')).trim();
  const isCancelled = (await formField(c, 'cancel')) !== '';
  if (isCancelled && cancelDeviceLogin(tenant, c, userCode)) {
    return c.html(
      <Outcome tenant={tenant} c={c} screen="device-code-confirmation-cancelled" tone="warning" />,
    );
  }
  const begun = isCancelled ? undefined : await beginDeviceLogin(tenant, c, userCode);
  return begun ?? c.html(<DevicePage tenant={tenant} c={c} userCode={userCode} failed />, 400);
}

export function showConnected(tenant: TenantContext, c: PageContext) {
  return c.html(<Outcome tenant={tenant} c={c} screen="device-code-activation-allowed" tone="success" />);
}

interface Props {
  tenant: TenantContext;
  c: PageContext;
}

function DevicePage({ tenant, c, userCode, failed = false }: Props & { userCode: string; failed?: boolean }) {
  const locale = localeOf(tenant, c);
  const t = textsOf(tenant, 'device-flow', 'device-code-activation', locale);
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      <PageForm c={c} action={localPath(c, '/u/device')}>
        <Field
          label={t('placeholder')}
          name="code"
          value={userCode}
          autocomplete="off"
          error={failed ? t('invalid-code') : undefined}
          required
          autofocus
        />
        <div class="actions">
          <Button>{t('buttonText')}</Button>
          <Button kind="quiet" name="cancel" value="true">
            {t('cancelText')}
          </Button>
        </div>
      </PageForm>
    </HostedPage>
  );
}

function Outcome({ tenant, c, screen, tone }: Props & { screen: string; tone: Tone }) {
  const locale = localeOf(tenant, c);
  const t = textsOf(tenant, 'device-flow', screen, locale);
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <Alert tone={tone}>{t('description')}</Alert>
    </HostedPage>
  );
}

function localeOf(tenant: TenantContext, c: PageContext): string {
  return pickLocale(tenant, [], c.req.header('accept-language'));
}
