export { Alert, Badge, Breadcrumb, Card, Details, EmptyState, ErrorSummary, type Tone } from './blocks';
export { type CsrfVariables, csrfProtection } from './csrf';
export { Button, Checkbox, CsrfField, Field, LinkButton, SelectField, TextArea } from './form-controls';
export { type NavItem, Page, type PageProps } from './page';
export { pageHeaders, type SecurityHeaderOptions, securityHeaders } from './security-headers';
export { pageAssets } from './static-assets';
export { Time } from './time';
export { withoutTrailingSlash } from './trailing-slash';
export { Address, Avatar, Code, ExternalLink, Json, Pair, Pairs, Table } from './values';
