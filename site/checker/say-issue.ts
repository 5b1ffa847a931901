import type * as z from 'zod';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;

const kinds: Record<string, string> = {
  string: 'chữ',
  number: 'số',
  int: 'số nguyên',
  array: 'danh sách, mỗi mục một dòng bắt đầu bằng “- ” hoặc tất cả đặt trong [ ]',
  tuple: 'danh sách, mỗi mục một dòng bắt đầu bằng “- ” hoặc tất cả đặt trong [ ]',
  object: 'một nhóm trường, mỗi trường một dòng, thụt vào 2 dấu cách',
};

const formats: Record<string, string> = {
  email: 'phải là địa chỉ thư, ví dụ ten@laocai.gov.vn',
  url: 'phải là địa chỉ trang, bắt đầu bằng https://',
};

/**
 * A zod issue as a Vietnamese sentence: what is wrong, then what to type. `written` is what stands in
 * the file at that place, `about` the schema's description of the field. An issue whose schema has a
 * sentence of its own keeps it.
 */
export function sayIssue(issue: Issue, written: string, about: string | null): string {
  const field = nameField(issue.path);
  const choices = issue.code === 'invalid_value' ? `một trong: ${issue.values.join(', ')}` : about;
  const hint = choices ? ` (${choices})` : '';
  if (issue.input === undefined)
    return `thiếu ${field}. Gõ thêm dòng “${String(issue.path.at(-1))}: …”${hint}.`;
  if (issue.input === null || issue.input === '') return `${field} đang để trống. Gõ nội dung vào${hint}.`;
  const wrong = firstSentence(issue);
  if (wrong) return `${field} ghi ${quote(written)}, ${wrong}. Gõ lại cho đúng${hint}.`;
  if (issue.code === 'invalid_type') return sayType(field, issue, written, hint);
  if (issue.code === 'invalid_value') return sayChoice(field, issue, written);
  if (issue.code === 'too_small' || issue.code === 'too_big') return `${field} ${saySize(issue)}`;
  return `${field} ghi ${quote(written)}, chưa đúng cách viết. Gõ lại cho đúng${hint}.`;
}

function firstSentence(issue: Issue): string | null {
  if (issue.message) return issue.message;
  if (issue.code === 'invalid_format') return formats[issue.format] ?? null;
  if (issue.code === 'invalid_union')
    return issue.errors.flat().find(({ message }) => message)?.message ?? null;
  return null;
}

function sayType(field: string, issue: z.core.$ZodIssueInvalidType, written: string, hint: string): string {
  const wanted = `${field} phải là ${kinds[issue.expected] ?? issue.expected}`;
  const scalar = typeof issue.input !== 'object' || issue.input instanceof Date;
  if (issue.expected === 'string' && scalar) return `${wanted}. Đặt trong dấu nháy kép: "${written}"${hint}.`;
  if (issue.expected === 'string') return `${wanted}. Gõ một đoạn chữ trong dấu nháy kép: "…".`;
  return `${wanted}. Gõ lại cho đúng kiểu.`;
}

function sayChoice(field: string, issue: z.core.$ZodIssueInvalidValue, written: string): string {
  const values = issue.values.map(String);
  const meant = typeof issue.input === 'string' ? nearest(issue.input, values) : null;
  const choose = meant ? `Gõ ${meant}.` : 'Chọn một từ trong số đó.';
  return `${field} ghi ${quote(written)}, chỉ được là ${values.join(', ')}. ${choose}`;
}

function saySize(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const size = (issue.input as { length?: number }).length;
  if (issue.origin === 'array') {
    const bound = issue.exact ? 'đúng' : issue.code === 'too_small' ? 'ít nhất' : 'nhiều nhất';
    return `phải có ${bound} ${limit} mục, đang có ${size}. Thêm hoặc bớt cho đủ.`;
  }
  if (issue.origin === 'string') {
    if (issue.code === 'too_small') return `phải dài ít nhất ${limit} ký tự. Viết thêm.`;
    return `dài ${size} ký tự, chỉ được ${limit}. Viết ngắn lại.`;
  }
  const bound = issue.code === 'too_small' ? 'lớn hơn' : 'nhỏ hơn';
  return `phải ${bound} ${issue.inclusive ? 'hoặc bằng ' : ''}${limit}. Gõ lại số.`;
}

/** “name” for a field, “name” (mục 3) for the third item of a list. */
function nameField(path: readonly PropertyKey[]): string {
  const at = path.findLastIndex((key) => typeof key === 'string');
  if (at < 0) return path.length > 0 ? `mục ${Number(path[0]) + 1}` : 'phần khai báo';
  const field = `“${String(path[at])}”`;
  return at === path.length - 1 ? field : `${field} (mục ${Number(path[at + 1]) + 1})`;
}

function quote(written: string): string {
  const text = written.replace(/^(["'])(.*)\1$/, '$2');
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}
