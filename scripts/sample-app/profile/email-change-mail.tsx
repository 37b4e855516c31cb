import type { Mail } from '../options';

/** To the new address: the link that proves it. */
export function confirmationMail(to: string, url: string): Mail {
  const html = (
    <MailFrame>
      <p>Somebody asked for this address to become the address of their account.</p>
      <p>
        <a href={url}>Confirm the new address</a>
      </p>
      <p>The link works for one hour, once. If it was not you, do nothing.</p>
    </MailFrame>
  );
  return { to, subject: 'Confirm your new email address', html: document(html) };
}

/** To the old address, before the change. It does not name the new one. */
export function warningMail(to: string): Mail {
  const html = (
    <MailFrame>
      <p>Somebody asked for another email address for your account.</p>
      <p>
        If it was you, follow the link that was sent to the new address. If it was not, change your password
        now.
      </p>
    </MailFrame>
  );
  return { to, subject: 'Your email address is about to change', html: document(html) };
}

/** To the old address, after the change. */
export function changedMail(to: string): Mail {
  const html = (
    <MailFrame>
      <p>Your account has another email address now. This one cannot be used to log in any more.</p>
      <p>If you did not ask for that, write to the support at once.</p>
    </MailFrame>
  );
  return { to, subject: 'Your email address was changed', html: document(html) };
}

function MailFrame({ children }: { children?: unknown }) {
  return (
    <html lang="en">
      <body>{children as never}</body>
    </html>
  );
}

const document = (html: unknown) => `<!doctype html>${String(html)}`;
