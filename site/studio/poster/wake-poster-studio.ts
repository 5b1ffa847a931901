/** Wakes the studio of a poster page where its files can be kept; its parts come when a field is used, never before. */
import type { PosterStudio } from './poster-studio.ts';
import { inApp } from '../../browser/in-app.ts';

const found = document.querySelector<HTMLFormElement>('form.studio');
if (found && !inApp()) wake(found);

function wake(form: HTMLFormElement): void {
  let opening: Promise<PosterStudio> | null = null;
  const use = (act: (studio: PosterStudio) => unknown = () => undefined) => {
    opening ??= import('./poster-studio.ts').then(({ openPosterStudio }) => openPosterStudio(form));
    opening.then(act).catch(() => {
      // The next use tries again.
      opening = null;
      const status = form.querySelector('[role=status]');
      if (status)
        status.textContent = 'Chưa tải được phần điền tên. Xem lại mạng rồi bấm lại, hoặc mở lại trang.';
    });
  };
  form.addEventListener('focusin', () => use(), { once: true });
  form.addEventListener('input', () => use((studio) => studio.show()));
  for (const button of form.querySelectorAll<HTMLElement>('[data-file]')) {
    button.onclick = () => use((studio) => studio.download(button.dataset.file === 'svg' ? 'svg' : 'pdf'));
  }
  form.onsubmit = (event) => event.preventDefault();
  form.hidden = false;
  const instead = document.getElementById('khong-dien-duoc');
  if (instead) instead.hidden = true;
}
