#!/usr/bin/env node
// The command `gatehouse`; what it is made of begins in gatehouse.ts.
require('./load-typescript.cjs');
require('./gatehouse.ts');
