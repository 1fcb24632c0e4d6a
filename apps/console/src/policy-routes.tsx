import { createRoute } from '@tanstack/react-router';
import { parsePoliciesSearch } from './features/policies/place.ts';
import { Needs, useGo } from './inside.tsx';
import { PoliciesPage, PolicyPage, TermImportPage, TermPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const policiesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies',
  validateSearch: parsePoliciesSearch,
  component: function Policies() {
    const search = policiesRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.view">
        <PoliciesPage search={search} go={go} />
      </Needs>
    );
  },
});
const importTermsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/import',
  validateSearch: parsePoliciesSearch,
  component: function ImportTerms() {
    const search = importTermsRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.manage">
        <TermImportPage search={search} go={go} />
      </Needs>
    );
  },
});
const policyRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/$policyId',
  validateSearch: parsePoliciesSearch,
  component: function OnePolicy() {
    const { policyId } = policyRoute.useParams();
    const search = policyRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.view">
        <PolicyPage key={policyId} policyId={policyId} search={search} go={go} />
      </Needs>
    );
  },
});
const newTermRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/$policyId/terms/new',
  validateSearch: parsePoliciesSearch,
  component: function NewTerm() {
    const { policyId } = newTermRoute.useParams();
    const search = newTermRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.manage">
        <TermPage policyId={policyId} termId={null} search={search} go={go} />
      </Needs>
    );
  },
});
const ownTermRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/$policyId/terms/$termId',
  validateSearch: parsePoliciesSearch,
  component: function OwnTerm() {
    const { policyId, termId } = ownTermRoute.useParams();
    const search = ownTermRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.manage">
        <TermPage policyId={policyId} termId={termId} search={search} go={go} />
      </Needs>
    );
  },
});

/** The pages on what is watched for. */
export const policyRoutes = [
  policiesRoute,
  importTermsRoute,
  policyRoute,
  newTermRoute,
  ownTermRoute,
] as const;
