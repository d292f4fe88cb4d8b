// There Command is held where elsewhere Ctrl is.

export const onMac = /Mac|iP(hone|ad)/.test(navigator.platform);
