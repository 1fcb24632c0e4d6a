export { peopleChanged, registerPeople } from './api.ts';
