import { createRoute } from '@tanstack/react-router';
import { useMay } from './api/queries.ts';
import { PolicyFrame, ThresholdsPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

// Open to whoever is signed in: staff who are named in a rule see here what it did, and nothing of the rules.
const thresholdsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/thresholds',
  component: function Thresholds() {
    const mayPolicies = useMay('policies.view');
    return mayPolicies ? (
      <PolicyFrame tab="thresholds">
        <ThresholdsPage />
      </PolicyFrame>
    ) : (
      <ThresholdsPage />
    );
  },
});

/** The pages of the threshold rules. */
export const thresholdRoutes = [thresholdsRoute] as const;
