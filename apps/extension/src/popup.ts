import { z } from 'zod';
import { showAssistance } from './features/assistance/popup-part.ts';
import { showPopup } from './features/devices/popup-page.ts';
import { showHolds } from './features/restrictions/popup-part.ts';
import { createPopupHost } from './platform/browser.ts';

z.config({ jitless: true });
const host = createPopupHost();
showPopup(document, host, [showHolds(document, () => Date.now()), showAssistance(document, host)]);
