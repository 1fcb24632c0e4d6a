import { createRoute } from '@tanstack/react-router';
import { Needs } from './inside.tsx';
import { ControlPage, LessonPage, LessonsPage, LessonTimetablePage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const controlRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/control',
  component: () => (
    <Needs capability="restrictions.view">
      <ControlPage />
    </Needs>
  ),
});
const lessonsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/lessons',
  component: () => (
    <Needs capability="lessons.teach">
      <LessonsPage />
    </Needs>
  ),
});
const lessonTimetableRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/lessons/timetable',
  component: () => (
    <Needs capability="lessons.teach">
      <LessonTimetablePage />
    </Needs>
  ),
});
const lessonRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/lessons/$lessonId',
  component: function OneLesson() {
    const { lessonId } = lessonRoute.useParams();
    return (
      <Needs capability="lessons.teach">
        <LessonPage key={lessonId} id={lessonId} />
      </Needs>
    );
  },
});

/** The pages on lessons, and on what the school settles of locks and restrictions. */
export const controlRoutes = [controlRoute, lessonsRoute, lessonTimetableRoute, lessonRoute] as const;
