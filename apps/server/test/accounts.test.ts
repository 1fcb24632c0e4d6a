import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  acceptLink,
  changePassword,
  changeStaff,
  endSession,
  inviteStaff,
  listSessions,
  listStaff,
  renewStaffLink,
  showMe,
  signIn,
  signOut,
} from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { completeSetup, showSetup } from '@lapwing/protocol/features/setup/api.ts';
import { addSecondSchool } from './second-school.ts';
import { addStaff, PASSWORD, startTestServer, visitor, type TestServer, type Visitor } from './harness.ts';

const EMAIL = 'tara.khan@northfield.example';
let server: TestServer;
let tara: Visitor;
const asTara = { email: EMAIL, password: PASSWORD };

before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

describe('first run', () => {
  const body = {
    token: 'x'.repeat(43),
    schoolName: 'Northfield School',
    name: 'Tara Khan',
    email: EMAIL,
    password: PASSWORD,
    safeguarding: true,
  };
  test('a wrong link makes nothing', async () => {
    const answer = await visitor(server.url).call(completeSetup, { body });
    assert.equal(answer.status, 404);
    assert.equal((await visitor(server.url).call(showSetup)).reply.needed, true);
  });
  test('an empty name, a bad address and a short password are each named', async () => {
    const token = server.server.setupUrl?.split('#')[1] ?? '';
    for (const [field, value] of [
      ['schoolName', '  '],
      ['name', ''],
      ['email', 'tara at northfield'],
      ['password', 'short'],
    ] as const) {
      const answer = await visitor(server.url).call(completeSetup, {
        body: { ...body, token, [field]: value },
      });
      assert.deepEqual([answer.status, answer.field], [400, field]);
    }
  });
  test('common passwords and those made of the school or the person are refused', async () => {
    const token = server.server.setupUrl?.split('#')[1] ?? '';
    for (const password of [
      'password1234',
      'qwertyuiop12',
      'northfieldschool',
      'tarakhan2026',
      'aaaaaaaaaaaaaa',
    ]) {
      const answer = await visitor(server.url).call(completeSetup, { body: { ...body, token, password } });
      assert.deepEqual([password, answer.reason], [password, 'password-too-common']);
    }
  });
  test('two at once make one school', async () => {
    const token = server.server.setupUrl?.split('#')[1] ?? '';
    const [first, second] = [visitor(server.url), visitor(server.url)];
    const answers = await Promise.all([
      first.call(completeSetup, { body: { ...body, token } }),
      second.call(completeSetup, { body: { ...body, token } }),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.status).sort((a, b) => a - b),
      [200, 409],
    );
    tara = answers[0].status === 200 ? first : second;
    const me = await tara.call(showMe);
    assert.deepEqual(me.reply.roles, ['administrator', 'dsl']);
    assert.equal(me.reply.school.name, 'Northfield School');
  });
  test('the link is worthless afterwards', async () => {
    const token = server.server.setupUrl?.split('#')[1] ?? '';
    const answer = await visitor(server.url).call(completeSetup, {
      body: { ...body, token, email: 'b@c.example' },
    });
    assert.equal(answer.reason, 'set-up-already');
  });
});

describe('signing in', () => {
  test('gives a cookie that scripts and other sites do not get', async () => {
    const response = await fetch(`${server.url}${signIn.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asTara),
    });
    const cookie = response.headers.getSetCookie().join();
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Strict/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });
  test('a wrong password and an unknown address get the same answer', async () => {
    const wrong = await visitor(server.url).call(signIn, { body: { ...asTara, password: 'not it at all' } });
    const unknown = await visitor(server.url).call(signIn, {
      body: { email: 'no@one.example', password: 'x' },
    });
    assert.deepEqual([wrong.status, wrong.reason], [unknown.status, unknown.reason]);
    assert.equal(wrong.status, 401);
  });
  test('a request from another site is refused before it is read', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await visitor(server.url).call(signIn, { body: asTara, headers });
      assert.deepEqual([answer.status, answer.reason], [403, 'other-origin']);
    }
  });
  test('signing out ends the session on the server', async () => {
    const person = visitor(server.url);
    await person.call(signIn, { body: asTara });
    const kept = person.cookie();
    assert.equal((await person.call(signOut)).status, 200);
    const again = await fetch(`${server.url}${showMe.path}`, { headers: { cookie: kept } });
    assert.equal(again.status, 401);
  });
  test('a person sees their sign-ins and can end one elsewhere', async () => {
    const [here, there] = [visitor(server.url), visitor(server.url)];
    await here.call(signIn, { body: asTara });
    await there.call(signIn, {
      body: asTara,
      headers: { 'user-agent': 'Mozilla/5.0 (X11; CrOS x86_64) Chrome/156.0' },
    });
    const { sessions } = (await here.call(listSessions)).reply;
    const other = sessions.find((session) => session.browser === 'Chrome on ChromeOS');
    assert.ok(other !== undefined && !other.current);
    assert.equal((await here.call(endSession, { params: { id: other.id } })).status, 200);
    assert.equal((await there.call(showMe)).status, 401);
    assert.equal((await here.call(showMe)).status, 200);
    assert.equal((await here.call(endSession, { params: { id: 'another' } })).status, 404);
  });
  test('ten failures lock the address, even with the right password; a new link opens it', async () => {
    const sam = await addStaff(server, tara, {
      name: 'Sam Lee',
      email: 'sam@northfield.example',
      roles: ['dsl'],
    });
    const attempt = (password: string) =>
      visitor(server.url).call(signIn, { body: { email: 'sam@northfield.example', password } });
    const answers: Array<string | null> = [];
    for (let index = 0; index < 10; index += 1) answers.push((await attempt('wrong wrong wrong')).reason);
    assert.deepEqual(new Set(answers.slice(0, 9)), new Set(['wrong-password']));
    assert.equal(answers[9], 'locked-out');
    assert.equal((await attempt(PASSWORD)).status, 429);
    const { staff } = (await tara.call(listStaff)).reply;
    assert.equal(staff.find((one) => one.id === sam.id)?.status, 'locked-out');
    const link = await tara.call(renewStaffLink, { params: { id: sam.id } });
    const token = link.reply.url.split('#')[1];
    const next = 'walnut harbour drizzle';
    assert.equal(
      (await visitor(server.url).call(acceptLink, { body: { token, password: next } })).status,
      200,
    );
    assert.equal((await attempt(next)).status, 200);
  });
  test('whoever guesses elsewhere does not lock a person out of the browser that they use', async () => {
    const email = 'pat@northfield.example';
    const pat = await addStaff(server, tara, { name: 'Pat', email, roles: ['dsl'] });
    await pat.call(signIn, { body: { email, password: PASSWORD } });
    await pat.call(signOut);
    const guess = (who: Visitor) => who.call(signIn, { body: { email, password: 'wrong wrong wrong' } });
    for (let index = 0; index < 10; index += 1) await guess(visitor(server.url));
    assert.equal(
      (await visitor(server.url).call(signIn, { body: { email, password: PASSWORD } })).status,
      429,
    );
    assert.equal((await pat.call(signIn, { body: { email, password: PASSWORD } })).status, 200);
    // The known browser has ten tries of its own, and no more; its cookie is good for no other account.
    await pat.call(signOut);
    for (let index = 0; index < 10; index += 1) await guess(pat);
    assert.equal((await pat.call(signIn, { body: { email, password: PASSWORD } })).status, 429);
  });
  test('changing the password ends every other sign-in', async () => {
    const person = await addStaff(server, tara, {
      name: 'Kim',
      email: 'kim@northfield.example',
      roles: ['dsl'],
    });
    const other = visitor(server.url);
    await other.call(signIn, { body: { email: 'kim@northfield.example', password: PASSWORD } });
    const wrong = await person.call(changePassword, {
      body: { current: 'no', next: 'walnut harbour drizzle' },
    });
    assert.equal(wrong.field, 'current');
    const changed = await person.call(changePassword, {
      body: { current: PASSWORD, next: 'walnut harbour drizzle' },
    });
    assert.equal(changed.status, 200);
    assert.equal((await other.call(showMe)).status, 401);
    assert.equal((await person.call(showMe)).status, 200);
  });
});

describe('staff accounts', () => {
  test('a one-time link works once, and a newer one replaces it', async () => {
    const invited = await tara.call(inviteStaff, {
      body: { name: 'Ola', email: 'ola@northfield.example', roles: ['teacher'], groupIds: [] },
    });
    const renewed = await tara.call(renewStaffLink, { params: { id: invited.reply.staff.id } });
    const [old, fresh] = [invited.reply.link.url, renewed.reply.url].map((url) => url.split('#')[1]);
    const accept = (token: string | undefined) =>
      visitor(server.url).call(acceptLink, { body: { token, password: PASSWORD } });
    assert.equal((await accept(old)).reason, 'link-spent');
    assert.equal((await accept(fresh)).status, 200);
    assert.equal((await accept(fresh)).reason, 'link-spent');
  });
  test('disabling an account ends its sign-ins at once', async () => {
    const person = await addStaff(server, tara, {
      name: 'Lee',
      email: 'lee@northfield.example',
      roles: ['dsl'],
    });
    await tara.call(changeStaff, { params: { id: person.id }, body: { disabled: true } });
    assert.equal((await person.call(showMe)).status, 401);
    const again = await visitor(server.url).call(signIn, {
      body: { email: 'lee@northfield.example', password: PASSWORD },
    });
    assert.equal(again.status, 401);
  });
  test('the last administrator stays one', async () => {
    const me = (await tara.call(showMe)).reply.account.id;
    for (const body of [{ disabled: true }, { roles: ['dsl'] }]) {
      const answer = await tara.call(changeStaff, { params: { id: me }, body });
      assert.equal(answer.reason, 'last-administrator');
    }
  });
  test('two administrators at once cannot leave the school without one', async () => {
    const me = (await tara.call(showMe)).reply.account.id;
    const other = await addStaff(server, tara, {
      name: 'Ivo',
      email: 'ivo@northfield.example',
      roles: ['administrator'],
    });
    const answers = await Promise.all([
      tara.call(changeStaff, { params: { id: other.id }, body: { roles: ['dsl'] } }),
      other.call(changeStaff, { params: { id: me }, body: { roles: ['dsl'] } }),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.status).sort((a, b) => a - b),
      [200, 409],
    );
    if (answers[0].status === 409) {
      const back = { params: { id: me }, body: { roles: ['administrator', 'dsl'] } };
      assert.equal((await other.call(changeStaff, back)).status, 200);
      await tara.call(changeStaff, { params: { id: other.id }, body: { disabled: true } });
    }
  });
  test('an administrator who is not a safeguarding lead holds no right on captures', async () => {
    const it = await addStaff(server, tara, {
      name: 'Net',
      email: 'net@northfield.example',
      roles: ['administrator'],
    });
    const { capabilities } = (await it.call(showMe)).reply;
    assert.ok(capabilities.includes('accounts.manage'));
    assert.ok(!capabilities.some((capability) => /^(captures|evidence)\./.test(capability)));
    await tara.call(changeStaff, { params: { id: it.id }, body: { disabled: true } });
  });
  test('one school cannot get into the account of another by a link', async () => {
    const { administrator } = await addSecondSchool(server);
    const answer = await administrator.call(inviteStaff, {
      body: { name: 'Tara', email: EMAIL, roles: ['dsl'], groupIds: [] },
    });
    assert.equal(answer.reason, 'email-elsewhere');
    const { staff } = (await administrator.call(listStaff)).reply;
    assert.deepEqual(
      staff.map((one) => one.email),
      ['head@southfield.example'],
    );
    const id = (await tara.call(showMe)).reply.account.id;
    assert.equal((await administrator.call(renewStaffLink, { params: { id } })).status, 404);
  });
  test('what was done stands in the audit, with who and what', async () => {
    const { items } = (await tara.call(listAudit, { query: { limit: '200' } })).reply;
    const summaries = items.map((entry) => entry.summary).join('\n');
    assert.match(summaries, /Set up Northfield School/);
    assert.match(summaries, /Sign-in failed too often/);
    assert.match(summaries, /Made an account for Ola \(Teacher\)/);
    assert.match(summaries, /Changed the account of Lee: disabled/);
  });
  test('no password, link or cookie is in the log', () => {
    const logged = server.logged();
    assert.ok(logged.length > 0);
    assert.ok(!logged.includes(PASSWORD));
    assert.ok(!logged.includes('walnut harbour'));
    assert.ok(!logged.includes(tara.cookie()));
    assert.ok(!logged.includes(server.server.setupUrl?.split('#')[1] ?? 'set'));
  });
});
