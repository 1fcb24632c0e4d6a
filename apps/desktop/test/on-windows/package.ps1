# What of the package only Windows itself can show. As an administrator, on a device that may be installed anew:
#   powershell -ExecutionPolicy Bypass -File package.ps1 -Older lapwing-agent-1.0.0-x64.msi -Newer lapwing-agent-1.1.0-x64.msi `
#     -Server https://lapwing.school.example -Code ABCDE-FGHIJ
param(
  [Parameter(Mandatory)][string] $Older,
  [Parameter(Mandatory)][string] $Newer,
  [Parameter(Mandatory)][string] $Server,
  [Parameter(Mandatory)][string] $Code
)
Set-StrictMode -Version Latest
$program = Join-Path $env:ProgramFiles 'Lapwing Agent'
$folder = Join-Path $env:ProgramData 'Lapwing Agent'
$log = Join-Path $env:TEMP 'lapwing-package.log'
$script:wrong = 0

function Check([string] $what, [scriptblock] $holds) {
  $ok = try { [bool](& $holds) } catch { $false }
  Write-Output ("{0}  {1}" -f $(if ($ok) { 'ok   ' } else { 'WRONG' }), $what)
  if (-not $ok) { $script:wrong++ }
}
function Install([string[]] $words) {
  (Start-Process msiexec.exe -ArgumentList ($words + @('/qn', '/norestart', '/l*v', "`"$log`"")) -Wait -PassThru).ExitCode
}
function Running { (Get-Service LapwingAgent -ErrorAction SilentlyContinue).Status -eq 'Running' }
function Agent { Get-CimInstance Win32_Service -Filter "Name='LapwingAgent'" }

$older = (Resolve-Path $Older).Path
$newer = (Resolve-Path $Newer).Path

# A folder that somebody else has made before, with rights of their own.
if (-not (Test-Path 'HKLM:\SOFTWARE\Lapwing Agent')) {
  New-Item -ItemType Directory -Force $folder | Out-Null
  Set-Content (Join-Path $folder 'planted.txt') 'planted'
  icacls $folder /grant '*S-1-5-32-545:(OI)(CI)F' | Out-Null
  Check 'refused without a school, the first time' { (Install @('/i', "`"$older`"")) -ne 0 }
}
Check 'installed without a question' { (Install @('/i', "`"$older`"", "SERVER=$Server", "CODE=$Code")) -eq 0 }
Check 'the service runs, as LocalSystem, and starts with the computer' {
  (Running) -and (Agent).StartName -eq 'LocalSystem' -and (Agent).StartMode -eq 'Auto'
}
Check 'the code is not in the log' { -not (Select-String -Quiet -SimpleMatch $Code $log) }
Check 'the folder is for the system and administrators alone, and owned by the system' {
  $acl = Get-Acl $folder
  $who = $acl.Access | ForEach-Object { $_.IdentityReference.Translate([Security.Principal.SecurityIdentifier]).Value } | Sort-Object -Unique
  $owner = $acl.GetOwner([Security.Principal.SecurityIdentifier]).Value
  $acl.AreAccessRulesProtected -and $owner -eq 'S-1-5-18' -and (Compare-Object $who @('S-1-5-18', 'S-1-5-32-544')) -eq $null
}
Check 'so are the settings in it' {
  $who = (Get-Acl (Join-Path $folder 'settings.json')).Access | ForEach-Object { $_.IdentityReference.Translate([Security.Principal.SecurityIdentifier]).Value }
  -not ($who | Where-Object { $_ -notin @('S-1-5-18', 'S-1-5-32-544') })
}
Check 'what somebody had put there before is gone' { -not (Test-Path (Join-Path $folder 'planted.txt')) }
Check 'after a kill it is back within ten seconds' {
  $before = (Agent).ProcessId
  Stop-Process -Id $before -Force
  Start-Sleep 10
  (Running) -and (Agent).ProcessId -ne $before
}
Check 'a person who is no administrator may not stop it' {
  # RP, WP, DT are the rights to start, stop and pause; IU and BU are people at the device.
  -not ((sc.exe sdshow LapwingAgent) -match '\(A;;[^;]*(RP|WP|DT)[^;]*;;;(IU|BU|WD|AU)\)')
}
Check 'browsers are told of the program once it is connected, and the folder is changed by administrators alone' {
  Start-Sleep 20
  $hosts = 'Google\Chrome', 'Microsoft\Edge', 'Chromium' | ForEach-Object { (Get-Item "HKLM:\SOFTWARE\$_\NativeMessagingHosts\lapwing.agent").GetValue('') }
  $rights = (Get-Acl (Split-Path $hosts[0])).Access | Where-Object { $_.IdentityReference -match 'Users$' }
  @($hosts | Where-Object { Test-Path (Get-Content $_ | ConvertFrom-Json).path }).Count -eq 3 -and -not ($rights | Where-Object { $_.FileSystemRights -match 'Write|Modify|FullControl' })
}
Check 'the newer one takes its place' { (Install @('/i', "`"$newer`"")) -eq 0 }
Check 'with all its files' { (Test-Path "$program\node.exe") -and (Test-Path "$program\main.mjs") -and (Running) }
Check 'settings and key are still there' { (Test-Path "$folder\settings.json") -and (Test-Path "$folder\data\state") }
Check 'one entry among the installed programs' {
  @(Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*' |
    Where-Object { $_.PSObject.Properties['DisplayName'] -and $_.DisplayName -eq 'Lapwing Agent' }).Count -eq 1
}
Check 'the older one is refused' { (Install @('/i', "`"$older`"")) -ne 0 -and (Running) }
Check 'the older one goes over it where that is asked for' { (Install @('/i', "`"$older`"", 'ALLOWOLDER=1')) -eq 0 }
Check 'with all its files' { (Test-Path "$program\node.exe") -and (Running) }
Check 'taken away, with its settings kept' {
  (Install @('/x', "`"$older`"")) -eq 0 -and -not (Test-Path $program) -and (Test-Path "$folder\settings.json")
}
Check 'browsers are no longer told of it' {
  -not (Test-Path "$program Browser") -and -not (Test-Path 'HKLM:\SOFTWARE\Google\Chrome\NativeMessagingHosts\lapwing.agent')
}
Check 'installed again without a word' { (Install @('/i', "`"$newer`"")) -eq 0 -and (Running) }
Check 'taken away with all that it kept' { (Install @('/x', "`"$newer`"", 'PURGE=1')) -eq 0 -and -not (Test-Path $folder) }
exit $script:wrong
