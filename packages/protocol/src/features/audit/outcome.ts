/** What came of something that is in the audit: `opened` while it goes on. */
export const AUDIT_OUTCOMES = ['opened', 'done', 'refused', 'failed'] as const;
