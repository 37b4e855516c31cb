import { Alert, Button, Card, CsrfField, LinkButton, Page } from '../../local-tenant/pages';
import { frame, type SampleAppPlace } from '../frame';
import type { Texts } from '../texts';

/** The page behind the link of an email change: a button, so that a mail scanner that opens links changes nothing. */
export function ConfirmEmailPage(props: {
  place: SampleAppPlace;
  texts: Texts;
  csrfToken: string;
  token: string;
  to: string | undefined;
}) {
  const { place, to, texts } = props;
  const { t, rich } = texts;
  return (
    <Page {...frame(place, t('confirm.title'), 'profile', texts)}>
      <Card>
        <h1>{t('confirm.title')}</h1>
        {to === undefined ? (
          <>
            <Alert tone="warning">{t('confirm.dead')}</Alert>
            <LinkButton href={`${place.base}/profile`}>{t('failed.button')}</LinkButton>
          </>
        ) : (
          <form method="post" action={`${place.base}/profile/email/confirm`}>
            <CsrfField token={props.csrfToken} />
            <input type="hidden" name="token" value={props.token} />
            <p>{rich('confirm.text', { address: <strong>{to}</strong> })}</p>
            <div class="actions">
              <Button>{t('confirm.yes')}</Button>
              <LinkButton href={`${place.base}/profile`}>{t('confirm.no')}</LinkButton>
            </div>
          </form>
        )}
      </Card>
    </Page>
  );
}
