import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { Broken, Inside, NotFound } from './inside.tsx';

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

/** The parent of every page behind the sign-in. */
export const insideRoute = createRoute({ getParentRoute: () => rootRoute, id: 'inside', component: Inside });
