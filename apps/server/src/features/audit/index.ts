export { appendAudit, registerAudit } from './api.ts';
export { verifyAudit } from './verify.ts';
