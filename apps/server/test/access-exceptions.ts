/**
 * Routes that anybody may call, and why. The list may only shrink: whatever is added here, the reviewer asks
 * whether it could not ask for a sign-in.
 */
export const OPEN_TO_ANYBODY: ReadonlyMap<string, string> = new Map([
  ['GET /api/setup', 'says only whether the server has its first school'],
  ['POST /api/setup', 'asks for the secret of the link printed at the start'],
  ['POST /api/accounts/sign-in', 'is how one signs in'],
  ['POST /api/accounts/accept-link', 'asks for the secret of a one-time link'],
  ['GET /api/schools/:id/notice', 'what pupils and parents read; names no person'],
  ['GET /api/schools/:id/logo', 'stands on the notice'],
  [
    'GET /agent/devices/extension/update.xml',
    'browsers fetch it without a cookie; the same for every school',
  ],
  ['GET /agent/devices/extension/lapwing.crx', 'as above'],
]);

/** Routes for devices, which prove themselves by their key or the school code. */
export const FOR_DEVICES: ReadonlyMap<string, string> = new Map([
  ['POST /agent/devices/enrol', 'the school code and a signature of the new key'],
  ['GET /agent/state/packs/:sha256', 'a signed request'],
  ['PUT /agent/evidence/:captureId/:id', 'a signed request'],
  ['PUT /agent/evidence/:captureId/:id/from/:offset', 'a signed request'],
  ['GET /agent/evidence/:captureId/:id', 'a signed request'],
]);

/** Routes without an audit entry, and why none is needed. May only shrink. */
export const UNAUDITED: ReadonlyMap<string, string> = new Map([
  ['GET /api/setup', 'nobody signed in, nothing of a pupil'],
  ['GET /api/schools/:id/notice', 'nothing of a pupil'],
  ['GET /api/schools/:id/logo', 'nothing of a pupil'],
  ['GET /agent/devices/extension/update.xml', 'nothing of a pupil'],
  ['GET /agent/devices/extension/lapwing.crx', 'nothing of a pupil'],
  ['GET /agent/state/packs/:sha256', 'asked by devices; nothing of a pupil leaves'],
  ['PUT /agent/evidence/:captureId/:id', 'sent by devices; stands in the history of the capture'],
  ['PUT /agent/evidence/:captureId/:id/from/:offset', 'as above'],
  ['GET /agent/evidence/:captureId/:id', 'asked by the device about what it sends itself'],
  [
    'GET /api/evidence/:id/preview',
    'a blur of 32 points in which nothing can be read, with the capture itself',
  ],
  ['GET /api/evidence/sealed/:captureId', 'who asked to open it and why; nothing of the evidence'],
  ['GET /api/evidence/sealed/asks', 'as above'],
  ['GET /api/evidence/sealed/rule', 'a setting of the school; nothing of a pupil'],
  ['GET /api/accounts/me', 'about oneself'],
  ['GET /api/accounts/sessions', 'about oneself'],
  ['GET /api/accounts/roles', 'what each role may do and which staff have it; nothing of a pupil'],
  ['GET /api/accounts/preferences', 'about oneself: theme, sizes, columns'],
  ['PUT /api/accounts/preferences', 'as above: how one likes the console, nothing of a pupil'],
  ['GET /api/audit/counts', 'figures alone'],
  ['GET /api/audit/choices', 'names of staff and of kinds of action; nothing of a pupil'],
  ['GET /api/audit/checks', 'when the chain was checked and by whom; nothing of a pupil'],
  ['POST /api/audit/checks/:id/continue', 'goes on with what was audited when it began; its end is audited'],
  ['GET /api/schools/current', 'the name of the school'],
  ['GET /api/people/imports/:id', 'figures alone; no pupil is named'],
  ['GET /api/groups', 'names of groups and counts; no pupil is named'],
  ['GET /api/groups/:id', 'the name, settings and counts of a group; its rule for who keeps it'],
  ['GET /api/groups/:id/places', 'where devices stand; no pupil is named'],
  ['GET /api/captures/counts', 'figures alone; no pupil is named'],
  ['POST /api/captures/:id/looking', 'who of the staff looks; opening the capture stands in the audit'],
  ['GET /api/captures/:id/staff', 'names of staff; no pupil is named'],
  ['GET /api/captures/meanings', 'what the school means by each status; nothing of a pupil'],
  ['GET /api/captures/views', 'names of saved filters; nothing of a pupil'],
  ['GET /api/devices/counts', 'figures alone; no pupil is named'],
  ['GET /api/policies', 'what is looked for; nothing of a pupil'],
  ['GET /api/policies/:id', 'what is looked for; nothing of a pupil'],
  ['GET /api/policies/terms/:id', 'what is looked for; nothing of a pupil'],
  ['POST /api/policies/terms/check', 'a term that is being written; nothing is kept, nothing of a pupil'],
  ['GET /api/policies/allowances', 'what is let pass and why; no pupil is named'],
  ['GET /api/policies/timetable', 'the week of the school; nothing of a pupil'],
  ['GET /api/policies/private-sites', 'names of sites; nothing of a pupil'],
  ['GET /api/policies/recipients', 'which staff are alerted; nothing of a pupil'],
  ['POST /api/policies/imports', 'reads a file of terms and keeps nothing; nothing of a pupil'],
  ['GET /api/policies/sealed-lists', 'names and sizes of lists, never their words'],
  ['GET /api/policies/changes', 'what was changed of what is looked for; nothing of a pupil'],
  ['GET /api/guidance', 'what to do; the same for every school, nothing of a pupil'],
  ['GET /api/guidance/:key', 'as above'],
  ['GET /api/library', 'versions of the library; nothing of a pupil'],
  ['GET /api/library/versions/:version', 'as above'],
  ['GET /api/devices/school-code', 'nothing of a pupil'],
  ['GET /api/devices/refused', 'devices that are not of the school'],
  ['GET /api/devices/install', 'nothing of a pupil'],
]);
