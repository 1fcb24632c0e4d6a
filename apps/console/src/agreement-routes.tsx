import { createRoute } from '@tanstack/react-router';
import { parseSignatureFilters } from './features/agreements/filters.ts';
import { Needs, useGo } from './inside.tsx';
import { AgreementPage, AgreementsPage, SignaturesPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const agreementsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agreements',
  component: function Agreements() {
    const go = useGo();
    return (
      <Needs capability="agreements.view">
        <AgreementsPage go={go} />
      </Needs>
    );
  },
});
const agreementRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agreements/$agreementId',
  component: function OneAgreement() {
    const { agreementId } = agreementRoute.useParams();
    const go = useGo();
    return (
      <Needs capability="agreements.view">
        <AgreementPage key={agreementId} id={agreementId} go={go} />
      </Needs>
    );
  },
});
const signaturesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agreements/$agreementId/signatures',
  validateSearch: parseSignatureFilters,
  component: function Signatures() {
    const { agreementId } = signaturesRoute.useParams();
    const filters = signaturesRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="agreements.view">
        <SignaturesPage key={agreementId} id={agreementId} filters={filters} go={go} />
      </Needs>
    );
  },
});

/** The pages on acceptable use agreements. */
export const agreementRoutes = [agreementsRoute, agreementRoute, signaturesRoute] as const;
