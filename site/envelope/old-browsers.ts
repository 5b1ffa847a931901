// noble calls Object.hasOwn, which browsers before Chrome 93 and Safari 15.4 lack; import this before it.
Object.hasOwn ??= (object: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(object, key);
