export { registerAudit } from './api.ts';
export { appendAudit } from './append.ts';
export { auditHead, type AuditHead } from './store-head.ts';
export { verifyAudit } from './verify.ts';
