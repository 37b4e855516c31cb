import type { Mail } from '../options';
import type { Texts } from '../texts';

/** To the new address: the link that proves it. */
export function confirmationMail({ locale, t }: Texts, to: string, url: string): Mail {
  const html = (
    <html lang={locale}>
      <body>
        <p>{t('mail.confirm.text')}</p>
        <p>
          <a href={url}>{t('mail.confirm.link')}</a>
        </p>
        <p>{t('mail.confirm.end')}</p>
      </body>
    </html>
  );
  return { to, subject: t('mail.confirm.subject'), html: document(html) };
}

/** To the old address, before the change. It does not name the new one. */
export function warningMail(texts: Texts, to: string): Mail {
  return notice(texts, to, 'warning');
}

/** To the old address, after the change. */
export function changedMail(texts: Texts, to: string): Mail {
  return notice(texts, to, 'changed');
}

function notice({ locale, t }: Texts, to: string, kind: 'warning' | 'changed'): Mail {
  const html = (
    <html lang={locale}>
      <body>
        <p>{t(`mail.${kind}.text`)}</p>
        <p>{t(`mail.${kind}.end`)}</p>
      </body>
    </html>
  );
  return { to, subject: t(`mail.${kind}.subject`), html: document(html) };
}

const document = (html: unknown) => `<!doctype html>${String(html)}`;
