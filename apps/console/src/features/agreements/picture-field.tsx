import { uploadAgreementPicture } from '@lapwing/protocol/features/agreements/api.ts';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { FileChoice } from '../../ui/file-choice.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Fields } from './draft.ts';

const TYPES = '.png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp';
/** As text it grows by a third, and must fit the contract. */
const MOST_BYTES = 5_900_000;

/** The picture beside the text: chosen, described for who cannot see it, removed. */
export function PictureField(props: {
  picture: Fields['picture'];
  data: string | null;
  error: string | undefined;
  onChange: (picture: Fields['picture'], data: string | null) => void;
}): ReactNode {
  const { picture } = props;
  const upload = useMutation({
    async mutationFn(file: File) {
      if (file.size > MOST_BYTES) throw new TooLarge(file.size);
      return load(uploadAgreementPicture, { body: { data: await readAsData(file) } });
    },
    onSuccess: ({ id, data }) => props.onChange({ id, alt: picture?.alt ?? '' }, data),
  });
  const problem =
    upload.error === null
      ? props.error
      : upload.error instanceof TooLarge
        ? upload.error.message
        : sayShortly(upload.error);
  return (
    <div className="agreement-picture" role="group" aria-labelledby="agreement-picture">
      <span className="field-label" id="agreement-picture">
        Picture
      </span>
      {picture === null || props.data === null ? null : (
        <>
          <img src={props.data} alt={picture.alt} />
          <TextInput
            label="What the picture shows"
            name="pictureAlt"
            value={picture.alt}
            maxLength={200}
            hint="Read out to pupils who cannot see it."
            onChange={(alt) => props.onChange({ ...picture, alt }, props.data)}
          />
        </>
      )}
      {problem === undefined ? null : <Notice tone="stop">{problem}</Notice>}
      <div className="row">
        <FileChoice
          label="Picture for the agreement"
          accept={TYPES}
          name={null}
          main={false}
          busy={upload.isPending}
          onChoose={(file) => upload.mutate(file)}
        />
        {picture === null ? (
          <span className="quiet small">None. PNG, JPEG or WebP; it is made small.</span>
        ) : (
          <Action onPress={() => props.onChange(null, null)}>Remove the picture</Action>
        )}
      </div>
    </div>
  );
}

class TooLarge extends Error {
  constructor(bytes: number) {
    super(
      `The file has ${(bytes / 1_000_000).toFixed(1)} MB and may have 5.9 MB. Save the picture smaller and choose it again.`,
    );
  }
}

function readAsData(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () =>
      typeof reader.result === 'string' ? resolve(reader.result) : reject(new Error('no text')),
    );
    reader.addEventListener('error', () => reject(new Error('the file cannot be read')));
    reader.readAsDataURL(file);
  });
}
