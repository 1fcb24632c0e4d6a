import { createRoute } from '@tanstack/react-router';
import { Needs } from './inside.tsx';
import { ActivitySettingsCard, ReleasesPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const releasesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/devices/desktop',
  component: () => (
    <Needs capability="releases.view">
      <ReleasesPage activity={<ActivitySettingsCard />} />
    </Needs>
  ),
});

/** The page on the desktop agent, beside the list of devices. */
export const releaseRoutes = [releasesRoute] as const;
