import {
  changeRelease,
  chooseTrialGroup,
  downloadRelease,
  type Release,
  type Ring,
  RINGS,
} from '@lapwing/protocol/features/releases/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { addressOf, load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { InstallPart, NoRelease } from './install-part.tsx';
import { releaseInForce } from './install-words.ts';
import { releasesQuery } from './queries.ts';
import { isOfNow, RING_WORDS, sayFile, sayMegabytes, sayStanding } from './words.ts';
import './releases.css';

const NO_GROUP = 'none';

/** The desktop agent: what to install it from, which versions there are, and which devices get them. */
export function ReleasesPage(props: {
  /** What the school records of what is done on such computers. */
  activity: ReactNode;
}): ReactNode {
  const query = useQuery(releasesQuery);
  const { data } = query;
  const inForce = releaseInForce(data?.releases ?? []);
  const blocked =
    data?.may.manage.allowed === false
      ? (data.may.manage.reason ?? 'This is not yours to decide.')
      : undefined;
  return (
    <Page
      title="Desktop agent"
      tab="Desktop agent"
      description="The agent for whole computers, Windows and Linux: what to install it from, and which devices take which version."
      actions={<ActionLink href={paths.devices()}>All devices</ActionLink>}
    >
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={6} />
      ) : (
        <div className="stack releases">
          {data.releases.length === 0 ? (
            <NoRelease hasKey={data.hasKey} mayManage={data.may.manage.allowed} />
          ) : null}
          {inForce === null ? null : <InstallPart release={inForce} server={data.server} />}
          {data.releases.length === 0 ? null : <TrialGroup groupId={data.trialGroupId} blocked={blocked} />}
          <Releases releases={data.releases} hasTrial={data.trialGroupId !== null} blocked={blocked} />
          {props.activity}
        </div>
      )}
    </Page>
  );
}

function TrialGroup(props: { groupId: string | null; blocked: string | undefined }): ReactNode {
  const client = useQueryClient();
  const groups = useQuery(groupsQuery).data?.groups ?? [];
  const save = useMutation({
    mutationFn: (groupId: string | null) => load(chooseTrialGroup, { body: { groupId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: releasesQuery.queryKey }),
  });
  const devices = groups.filter((group) => group.kind === 'devices' && !group.personal);
  const chosen = devices.find((group) => group.id === props.groupId);
  return (
    <section className="card" aria-labelledby="trial-heading">
      <h2 id="trial-heading">Devices that try a release first</h2>
      {props.blocked === undefined ? (
        <Choice
          label="Group of devices"
          value={props.groupId ?? NO_GROUP}
          onChange={(id) => save.mutate(id === NO_GROUP ? null : id)}
          options={[
            { key: NO_GROUP, label: 'None yet' },
            ...devices.map((group) => ({ key: group.id, label: group.name })),
          ]}
        />
      ) : (
        <p>{chosen === undefined ? 'None yet.' : <Name>{chosen.name}</Name>}</p>
      )}
      {save.isError ? <Notice tone="stop">{sayShortly(save.error)}</Notice> : null}
    </section>
  );
}

/** Those that matter now; the others once they are asked for. */
function Releases(props: {
  releases: readonly Release[];
  hasTrial: boolean;
  blocked: string | undefined;
}): ReactNode {
  const [all, setAll] = useState(false);
  const { releases, ...rest } = props;
  const some = releases.filter(isOfNow);
  const others = releases.length - some.length;
  return (
    <>
      {(all ? releases : some).map((release) => (
        <OneRelease key={release.version} release={release} {...rest} />
      ))}
      {others === 0 ? null : (
        <div className="row">
          <Action onPress={() => setAll(!all)} expanded={all}>
            {all
              ? 'Hide versions that nobody gets'
              : others === 1
                ? 'Show 1 version that nobody gets'
                : `Show ${others} versions that nobody gets`}
          </Action>
        </div>
      )}
    </>
  );
}

function OneRelease(props: { release: Release; hasTrial: boolean; blocked: string | undefined }): ReactNode {
  const { release, blocked } = props;
  const client = useQueryClient();
  const [asked, setAsked] = useState<Ring | null>(null);
  const save = useMutation({
    // One after the other: whoever thinks again at once has the last word.
    scope: { id: `release ${release.version}` },
    mutationFn: (ring: Ring) => load(changeRelease, { params: { version: release.version }, body: { ring } }),
    onSuccess(changed) {
      client.setQueryData(releasesQuery.queryKey, (list) =>
        list === undefined
          ? undefined
          : {
              ...list,
              releases: list.releases.map((one) => (one.version === changed.version ? changed : one)),
            },
      );
      setAsked(null);
    },
  });
  const wanted = save.isPending ? save.variables : release.ring;
  const id = `release-${release.version}`;
  const files = release.files.flatMap((file) => {
    const words = sayFile(file);
    return words === null ? [] : [{ file, words }];
  });
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>Version {release.version}</h2>
      <p className="quiet small">
        Made <When at={release.madeAt} show="moment" />
      </p>
      {release.notes === '' ? null : (
        <p className="release-notes">
          <Name>{release.notes}</Name>
        </p>
      )}
      {release.failed > 0 ? (
        <Notice tone="warn">{sayStanding(release)}</Notice>
      ) : (
        <p>{sayStanding(release)}</p>
      )}
      <h3 id={`${id}-rings`}>Who gets it</h3>
      <div className="row release-rings" role="group" aria-labelledby={`${id}-rings`}>
        {RINGS.map((ring) => (
          <Action
            key={ring}
            pressed={release.ring === ring}
            busy={save.isPending && wanted === ring}
            unavailable={
              blocked ??
              (ring === 'trial' && !props.hasTrial
                ? 'Choose the devices that try a release first, above.'
                : undefined)
            }
            onPress={() => {
              if (ring === wanted) return;
              if (ring === 'all') setAsked(ring);
              else save.mutate(ring);
            }}
          >
            {release.ring === ring ? <Check size={14} aria-hidden /> : null}
            {RING_WORDS[ring].title}
          </Action>
        ))}
      </div>
      <p className="quiet small">
        {RING_WORDS[release.ring].hint} A device never goes back to an older version.
      </p>
      {save.isError && asked === null ? <Notice tone="stop">{sayShortly(save.error)}</Notice> : null}
      {files.length === 0 ? null : (
        <>
          <h3>To install this version by hand</h3>
          <ul className="bullets">
            {files.map(({ file, words }) => (
              <li key={file.name}>
                <a
                  href={addressOf(downloadRelease, { params: { version: release.version, name: file.name } })}
                  download={file.name}
                >
                  {words}
                </a>{' '}
                <span className="quiet small">
                  {file.name}, {sayMegabytes(file.bytes)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Confirm
        title={`Let all devices have ${release.version}?`}
        open={asked !== null}
        onClose={() => setAsked(null)}
        verb="Let all devices have it"
        onConfirm={() => save.mutate('all')}
        busy={save.isPending}
        error={save.error === null ? undefined : sayShortly(save.error)}
      >
        <p>
          Every device with a desktop agent takes it within a day of being connected. Devices that run a later
          version stay with theirs.
        </p>
      </Confirm>
    </section>
  );
}
