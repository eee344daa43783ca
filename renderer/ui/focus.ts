/** For `onCloseAutoFocus`: calls `onreturn`, if there is one, in place of giving the focus back to the trigger. */
export function returning(onreturn: (() => void) | undefined): (event: Event) => void {
  return (event) => {
    if (onreturn === undefined) return
    event.preventDefault()
    onreturn()
  }
}

/** For `onInteractOutside`: a toast lies above the dialog, and pressing one is no click beside it. */
export function ignoreToasts(event: PointerEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-sonner-toaster]') !== null) event.preventDefault()
}
