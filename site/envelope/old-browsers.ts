// Chrome and WebView before 93 lack it and noble needs it; import this before noble.
Object.hasOwn ??= (object: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(object, key);
