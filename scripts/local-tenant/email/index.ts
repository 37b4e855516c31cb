export { renderHtml, renderText } from './render';
export { type Email, sendEmail } from './send-email';
export { sendPasswordResetEmail, sendVerificationEmail } from './send-links';
export { createTicket, findTicket, type NewTicket, ticketUrl, useTicket } from './tickets';
