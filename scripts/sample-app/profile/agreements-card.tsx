import {
  Badge,
  Button,
  Card,
  CsrfField,
  Details,
  EmptyState,
  ExternalLink,
  Time,
  type Tone,
} from '../../local-tenant/pages';
import type { SampleAppPlace } from '../frame';
import type { Texts } from '../texts';
import type { Agreement } from './consents';
import { inWords } from './in-words';

interface AgreementsProps {
  place: SampleAppPlace;
  texts: Texts;
  csrfToken: string;
  agreements: Agreement[];
}

const STATUS_TONES: Record<Agreement['status'], Tone> = {
  accepted: 'success',
  due: 'warning',
  withdrawn: 'neutral',
  none: 'neutral',
};

/** What was agreed to, and the consents that can be given and withdrawn. */
export function Agreements(props: AgreementsProps) {
  const { place, csrfToken, agreements, texts } = props;
  const { t } = texts;
  return (
    <Card title={t('agreed.title')}>
      {agreements.length === 0 ? <EmptyState title={t('agreed.nothing')} /> : null}
      {agreements.map((agreement) => (
        <div class="agreement">
          <h3 class="row">
            {inWords(agreement.document.id)}{' '}
            <Badge tone={STATUS_TONES[agreement.status]}>{t(`agreed.${agreement.status}`)}</Badge>
          </h3>
          <WhatWasSaid agreement={agreement} texts={texts} />
          {agreement.document.kind === 'contract' && agreement.stamp !== undefined ? (
            <p class="muted">{t('agreed.contract')}</p>
          ) : null}
          {agreement.document.kind !== 'consent' ? null : (
            <form
              method="post"
              action={`${place.base}/profile/consents/${encodeURIComponent(agreement.document.id)}`}
            >
              <CsrfField token={csrfToken} />
              <p class="muted">{t('agreed.consent')}</p>
              {agreement.stamp?.state === 'accepted' ? (
                <Button kind="secondary" name="state" value="withdrawn">
                  {t('agreed.withdraw')}
                  <span class="visually-hidden">: {inWords(agreement.document.id)}</span>
                </Button>
              ) : (
                <Button kind="secondary" name="state" value="accepted">
                  {t('agreed.agree')}
                  <span class="visually-hidden">: {inWords(agreement.document.id)}</span>
                </Button>
              )}
            </form>
          )}
        </div>
      ))}
    </Card>
  );
}

function WhatWasSaid({ agreement, texts }: { agreement: Agreement; texts: Texts }) {
  const { stamp, url, history } = agreement;
  const { t, rich, locale } = texts;
  const time = (at: string | number) => <Time value={at} locale={locale} />;
  return (
    <>
      <p class="muted">
        {stamp === undefined ? null : (
          <>
            {rich(`agreed.how-${stamp.state}`, {
              version: String(stamp.label),
              time: time(stamp.at),
              locale: stamp.locale,
            })}{' '}
          </>
        )}
        {url === undefined ? null : <ExternalLink href={url}>{t('agreed.read')}</ExternalLink>}
      </p>
      {history.length === 0 ? null : (
        <Details summary={t('agreed.before')}>
          <ul>
            {history.map(({ state, at }) => (
              <li>{rich(`agreed.before-${state}`, { time: time(at) })}</li>
            ))}
          </ul>
        </Details>
      )}
    </>
  );
}
