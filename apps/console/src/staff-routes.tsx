import { createRoute } from '@tanstack/react-router';
import { Needs } from './inside.tsx';
import { RolesPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const rolesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/staff/roles',
  component: () => (
    <Needs capability="accounts.manage">
      <RolesPage />
    </Needs>
  ),
});

/** The pages on what staff may do, beside the list of them. */
export const staffRoutes = [rolesRoute] as const;
