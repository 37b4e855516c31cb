export {
  Address,
  Alert,
  Avatar,
  Badge,
  Breadcrumb,
  Button,
  Card,
  Checkbox,
  Code,
  CsrfField,
  Details,
  EmptyState,
  ErrorSummary,
  ExternalLink,
  Field,
  Json,
  LinkButton,
  Pair,
  Pairs,
  SelectField,
  Table,
  TextArea,
  Time,
  type Tone,
} from './components';
export { type CsrfVariables, csrfProtection } from './csrf';
export { type NavItem, Page, type PageProps } from './page';
export { type SecurityHeaderOptions, securityHeaders } from './security-headers';
export { pageAssets } from './static-assets';
export { withoutTrailingSlash } from './trailing-slash';
