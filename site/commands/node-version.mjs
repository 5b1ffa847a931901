/**
 * Runs before `npm ci`, on whatever Node there is: plain old JavaScript. Where a Node of the right version comes along as a
 * package (package.json, optionalDependencies), the one that is here does not matter.
 */
var COMES_ALONG = ['linux-x64', 'linux-arm64', 'win32-x64'];
var LEAST = [22, 22];

var here = process.platform + '-' + process.arch;
var version = process.versions.node.split('.').map(Number);
var isNewEnough = version[0] > LEAST[0] || (version[0] === LEAST[0] && version[1] >= LEAST[1]);

if (COMES_ALONG.indexOf(here) === -1 && !isNewEnough) {
  console.error(
    'Máy này có Node ' +
      process.versions.node +
      ', cần Node ' +
      LEAST.join('.') +
      ' trở lên. Vào https://nodejs.org, tải bản LTS, cài xong mở lại cửa sổ dòng lệnh rồi gõ lại lệnh.',
  );
  process.exit(1);
}
