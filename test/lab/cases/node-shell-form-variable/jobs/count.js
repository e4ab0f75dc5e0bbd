const to = Number(process.argv[process.argv.indexOf('--to') + 1]);
console.log(Array.from({ length: to }, (_, index) => index + 1).join(' '));
