import type { School } from '@lapwing/protocol/features/schools/api.ts';
import { MAX_LOGO_BYTES, removeLogo, setLogo } from '@lapwing/protocol/features/schools/logo.api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { FileChoice } from '../../ui/file-choice.tsx';
import { Notice } from '../../ui/states.tsx';
import './logo-form.css';

const TYPES = '.png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp';

/** The school's logo: chosen, seen as it will be printed, replaced, removed. */
export function LogoForm(props: { school: School; schoolKey: readonly string[] }): ReactNode {
  const { school } = props;
  const client = useQueryClient();
  const keep = (changed: School): void => void client.setQueryData(props.schoolKey, changed);
  const set = useMutation({
    async mutationFn(file: File) {
      if (file.size > MAX_LOGO_BYTES) throw new TooLarge(file.size);
      return load(setLogo, { body: new Uint8Array(await file.arrayBuffer()) });
    },
    onSuccess: keep,
  });
  const remove = useMutation({ mutationFn: () => load(removeLogo, {}), onSuccess: keep });
  const problem =
    set.error instanceof TooLarge ? set.error.message : formError(set.error ?? remove.error, []);
  return (
    <section className="card" aria-labelledby="logo-heading">
      <h2 id="logo-heading">Logo</h2>
      <p>
        It stands on the documents that you export and on the notice. PNG, JPEG or WebP, at most 1 MB; wide
        ones look best.
      </p>
      {school.logo === null ? (
        <p className="quiet">The school has no logo yet. Documents carry its name alone.</p>
      ) : (
        <div className="logo-preview">
          <img
            src={school.logo.address}
            width={school.logo.width}
            height={school.logo.height}
            alt={`Logo of ${school.name}`}
          />
        </div>
      )}
      {problem === undefined ? null : <Notice tone="stop">{problem}</Notice>}
      <div className="row">
        <FileChoice
          label="Logo of the school"
          accept={TYPES}
          name={null}
          main={school.logo === null}
          busy={set.isPending}
          onChoose={(file) => {
            remove.reset();
            set.mutate(file);
          }}
        />
        {school.logo === null ? null : (
          <Action
            busy={remove.isPending}
            onPress={() => {
              set.reset();
              remove.mutate();
            }}
          >
            Remove the logo
          </Action>
        )}
      </div>
    </section>
  );
}

class TooLarge extends Error {
  constructor(bytes: number) {
    const megabytes = (bytes / MAX_LOGO_BYTES).toFixed(1);
    super(`The file has ${megabytes} MB and may have 1 MB. Save the logo smaller and choose it again.`);
  }
}
