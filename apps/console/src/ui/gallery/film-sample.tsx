import type { ReactNode } from 'react';
import { Player } from '../player.tsx';

/** Three plain pictures, in six seconds. */
const FILM = [
  'GkXfoxAAAB9ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwQAAAACThFNm3QQAAA/TbsQAAAPU6uEFUmpZlOshQAA',
  'AABHTbsQAAAPU6uEFlSua1OshQAAAACLTbsQAAAPU6uEHFO7a1OshQAAAAIJFUmpZhAAADwq17GDD0JATYCSTWVkaWFidW5ueSB2',
  'MS42MS4wV0GSTWVkaWFidW5ueSB2MS42MS4wRImIQLdwAAAAAAAWVK5rEAAAK64QAAAm14EBc8WBAYOBAZyBACK1nIN1bmSGhVZf',
  'VlA44BAAAAawgaC6gVofQ7Z1CAAAAF7ngQCjEAAAVoEAAICwBgCdASqgAFoAPzmcy16vKyklIIgB4CcJaQAW30AntsReIQq6iIhV',
  'tXVURELgwqqiIjOiFVURIXEQqqiIAAD+4uC87Hvwf0HxZChDk4AAAAAAH0O2dQgAAABz54IH0KMQAABqgQAAgPAGAJ0BKqAAWgA/',
  'OZzKXq8rKKUgiAHgJwlpANWEr7ASUNOcghVVEQqrQKqpnqJHIiJOCIz56iZOKt46EwTXV3gA/tDK+MJpJ0MPDsy/XZA1KSSGp8OR',
  'ByBXtu1lzJfvYECT75AAAB9DtnUIAAAAX+eCC7ijEAAAVoEAAIBwBgCdASqgAFoAPzmcyl6vKyilIIgB4CcJaW7hdJAAT22IvEJw',
  '6fn2d9jIxYI2IKjntiPxyrOckUZeXygA/vzUf7k/WQe2TvHRdEd2kkThAAAAHFO7axAAAD27EAAADrOBALcQAAAG94EB8YG+uxAA',
  'ABCzggfQtxAAAAf3gQHxggEluxAAABCzggu4txAAAAf3gQHxggGh',
].join('');

export function Films(): ReactNode {
  return (
    <Player
      src={`data:video/webm;base64,${FILM}`}
      label="Three colours, one after the other"
      seconds={6}
      mark={{ at: 2, word: 'Trigger' }}
    />
  );
}
