import { createRoute } from '@tanstack/react-router';
import { SettingsPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const settingsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/settings',
  // Open to everybody: it lists what each may open, and one's own account is always among it.
  component: () => <SettingsPage />,
});

/** The page that lists what is settled in the console. */
export const settingsRoutes = [settingsRoute] as const;
