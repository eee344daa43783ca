; What electron-builder's installer for Windows leaves out: links of the app's own scheme, and a question about a person's data.
; The numbers are the languages of installerLanguages: 1033 English, 2052 Simplified Chinese.

LangString deleteDataQuestion 1033 "Also delete your connections, settings and captures?$\r$\nThey stay on this computer unless you choose Yes."
LangString deleteDataQuestion 2052 "是否同时删除您的连接、设置和记录？$\r$\n除非选择“是”，否则它们会保留在此计算机上。"

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\sockdeck" "" "URL:Sockdeck link"
  WriteRegStr SHELL_CONTEXT "Software\Classes\sockdeck" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\sockdeck\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\sockdeck\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\sockdeck"

  ; An update runs the old uninstaller, and a silent one has nobody to ask: there, only --delete-app-data deletes.
  ${ifNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(deleteDataQuestion)" /SD IDNO IDNO keepData
      ; Data is always the person's own, even where the app was installed for everybody.
      SetShellVarContext current
      RMDir /r "$APPDATA\${PRODUCT_NAME}"
      ${if} $installMode == "all"
        SetShellVarContext all
      ${endIf}
    keepData:
  ${endIf}
!macroend
