import '../envelope/old-browsers.ts';
import { render } from 'preact';
import './desk.css';
import { Desk } from './Desk.tsx';

const root = document.querySelector('#desk');
if (root) {
  root.textContent = '';
  render(<Desk />, root);
}
