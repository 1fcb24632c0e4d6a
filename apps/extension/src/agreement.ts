import { z } from 'zod';
import { showAgreement } from './features/agreements/agreement-page.ts';
import { createOwnPage } from './platform/browser-pages.ts';

z.config({ jitless: true });
showAgreement(document, createOwnPage());
