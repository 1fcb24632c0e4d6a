import { createRoute } from '@tanstack/react-router';
import { parseDelivery } from './features/alerts/words.ts';
import { Needs, useGo } from './inside.tsx';
import { ChainPage, DeliveryPage, MailServerPage, MyAlertsPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const deliveryRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/alerts',
  validateSearch: (search: Record<string, unknown>) => search,
  component: function Delivery() {
    const filters = parseDelivery(deliveryRoute.useSearch());
    const go = useGo();
    return (
      <Needs capability="alerts.view">
        <DeliveryPage filters={filters} go={go} />
      </Needs>
    );
  },
});
const mailServerRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/alerts/mail-server',
  component: () => (
    <Needs capability="alerts.view">
      <MailServerPage />
    </Needs>
  ),
});
const chainRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/alerts/chain',
  component: () => (
    <Needs capability="alerts.view">
      <ChainPage />
    </Needs>
  ),
});
const myAlertsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/alerts/mine',
  component: () => (
    <Needs capability="captures.view">
      <MyAlertsPage />
    </Needs>
  ),
});

/** The pages on who is told of captures, and whether it arrives. */
export const alertRoutes = [deliveryRoute, mailServerRoute, chainRoute, myAlertsRoute] as const;
