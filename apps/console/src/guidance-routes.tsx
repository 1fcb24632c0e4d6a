import { createRoute } from '@tanstack/react-router';
import { Needs } from './inside.tsx';
import { GuidanceListPage, GuidancePage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const guidanceRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/guidance',
  component: () => (
    <Needs capability="policies.view">
      <GuidanceListPage />
    </Needs>
  ),
});
const oneGuidanceRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/guidance/$key',
  component: function OneGuidance() {
    const { key } = oneGuidanceRoute.useParams();
    return (
      <Needs capability="policies.view">
        <GuidancePage key={key} guidanceKey={key} />
      </Needs>
    );
  },
});

/** The pages on what to do. */
export const guidanceRoutes = [guidanceRoute, oneGuidanceRoute] as const;
