import { type ReactNode, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { changePreferences, usePreferences } from '../../preferences.ts';
import { SegmentedChoice, Slider, Toggle } from '../../ui/adjust.tsx';
import { Notice } from '../../ui/states.tsx';
import { DENSITIES, THEMES, TILE_SIZES } from './appearance.ts';

/** How the person likes the console; each choice holds at once and on every machine. */
export function Appearance(): ReactNode {
  const preferences = usePreferences();
  const mayScreens = useMay('screens.view');
  return (
    <section className="card" aria-labelledby="appearance-heading">
      <h2 id="appearance-heading">How Lapwing looks</h2>
      <p className="quiet">Kept with your account: the same on every machine you sign in to.</p>
      <SegmentedChoice
        label="Appearance"
        value={preferences.theme}
        options={THEMES}
        onChange={(theme) => changePreferences({ theme })}
      />
      <SegmentedChoice
        label="Room between lines"
        value={preferences.density}
        options={DENSITIES}
        onChange={(density) => changePreferences({ density })}
      />
      {mayScreens ? (
        <>
          <Slider
            label="Size of the thumbnails"
            value={preferences.tileSize}
            min={0}
            max={TILE_SIZES.length - 1}
            say={(size) => TILE_SIZES[size] ?? ''}
            onChange={(tileSize) => changePreferences({ tileSize })}
          />
          <Toggle
            on={preferences.pauseOnHide}
            onChange={(pauseOnHide) => changePreferences({ pauseOnHide })}
            hint="The devices then send nothing until you come back."
          >
            Pause live screens while Lapwing is in the background
          </Toggle>
        </>
      ) : null}
    </section>
  );
}

/** How captures announce themselves to this person. */
export function Alerts(): ReactNode {
  const preferences = usePreferences();
  const mayCaptures = useMay('captures.view');
  const [refused, setRefused] = useState(false);
  if (!mayCaptures) return null;
  const allowedHere = 'Notification' in window && Notification.permission === 'granted';

  async function switchNotifications(on: boolean): Promise<void> {
    setRefused(false);
    if (!on) {
      changePreferences({ notifications: false });
      return;
    }
    const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
    setRefused(answer !== 'granted');
    if (answer === 'granted') changePreferences({ notifications: true });
  }

  return (
    <section className="card" aria-labelledby="alerts-heading">
      <h2 id="alerts-heading">How captures announce themselves</h2>
      <p className="quiet">
        Kept with your account. Which captures pop up is chosen under Alerts, My alerts.
      </p>
      <Toggle on={preferences.sound} onChange={(sound) => changePreferences({ sound })}>
        A short sound when a Severe capture arrives
      </Toggle>
      <Toggle
        on={preferences.notifications && allowedHere}
        onChange={(on) => void switchNotifications(on)}
        hint="Each browser asks you once whether Lapwing may do this."
      >
        A notification of the browser while Lapwing is in the background
      </Toggle>
      {refused ? (
        <Notice tone="warn">
          The browser does not allow notifications for this site. Allow them in its site settings, then try
          again.
        </Notice>
      ) : null}
      <Toggle
        on={preferences.notificationDetail}
        disabled={!preferences.notifications}
        onChange={(notificationDetail) => changePreferences({ notificationDetail })}
        hint="Others may see your screen: leave it off when you share or project it."
      >
        Show the pupil’s name and the policy in it
      </Toggle>
    </section>
  );
}
