import { showPopup } from './features/devices/popup-page.ts';
import { z } from 'zod';
import { createPopupHost } from './platform/browser.ts';

z.config({ jitless: true });
showPopup(document, createPopupHost());
