import { relative, resolve } from 'node:path';
import { checkContent, formatFinding } from '../checker/check-content.ts';
import { projectRoot } from './project.ts';

// npm run check:content [-- folder]: prints every mistake in content/ and ends with 1 if there is any.
const folder = process.argv[2] ?? relative(process.cwd(), resolve(projectRoot, 'content'));
const findings = checkContent(folder);
for (const finding of findings) console.error(formatFinding(finding));
if (findings.length > 0) {
  console.error(`\n${findings.length} chỗ cần sửa. Sửa xong, chạy lại: npm run check:content`);
  process.exitCode = 1;
} else {
  console.log('Nội dung không có lỗi.');
}
