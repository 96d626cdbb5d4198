@echo off
rem Runs Fluxion's command line from a clone: finds a JDK 25 or newer, builds what is older than its sources, runs.
rem   fluxion COMMAND ...     see fluxion --help
rem   fluxion --jdk           prints the folder of the JDK that it would use
rem FLUXION_JAVA_OPTS holds further options for the JVM.
rem No delayed expansion: it would take exclamation marks out of paths and arguments.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"
set "here=%here:~0,-1%"

set "jdk="
call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where javac.exe 2^>nul') do for %%B in ("%%~dpJ..") do call :try "%%~fB"
for %%R in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%USERPROFILE%\.jdks") do (
  for /d %%D in ("%%~R\*") do call :try "%%~fD"
)
if not defined jdk (
  echo fluxion: no JDK 25 or newer found in JAVA_HOME, PATH or the usual folders; install one, for example Eclipse Temurin 25 from https://adoptium.net, or set JAVA_HOME to it 1>&2
  exit /b 1
)
if "%~1"=="--jdk" (
  echo %jdk%
  exit /b 0
)

set "modules=cli"
set "profile="
set "stamp=%here%\target\built-cli"
set "options="
set "cli=%here%\cli\target"
set "benchmarks=%here%\tests\benchmarks\target"
set "classes=%cli%\lib\*;%cli%\fluxion-cli.jar"
if "%~1"=="bench" (
  set "modules=cli,tests/benchmarks"
  set "stamp=%here%\target\built-bench"
  set "classes=%cli%\lib\*;%cli%\fluxion-cli.jar;%benchmarks%\lib\*;%benchmarks%\fluxion-benchmarks.jar"
  for %%A in (%*) do if "%%~A"=="--peers" (
    set "profile=-Ppeers"
    set "stamp=%here%\target\built-peers"
    set "options=--sun-misc-unsafe-memory-access=allow"
  )
)
if defined options if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=2"

set "fresh="
powershell -NoProfile -Command "$s = Get-Item -ErrorAction SilentlyContinue $env:stamp; if (-not $s) { exit 1 }; Get-ChildItem -Recurse -File -Path $env:here | Where-Object { ($_.Name -eq 'pom.xml' -or $_.FullName -like '*\src\main\*') -and $_.LastWriteTime -gt $s.LastWriteTime } | ForEach-Object { exit 1 }; exit 0" && set "fresh=yes"
if not defined fresh (
  where mvn >nul 2>nul || (
    echo fluxion: Maven is needed to build from source; install it from https://maven.apache.org 1>&2
    exit /b 1
  )
  echo fluxion: building, one to four minutes the first time 1>&2
  if not exist "%here%\target" mkdir "%here%\target"
  rem made before the build, so that what is edited meanwhile counts as newer
  echo built> "%stamp%.new"
  pushd "%here%"
  set "JAVA_HOME=%jdk%"
  call mvn --batch-mode --quiet -Dstyle.color=never -DskipTests -pl %modules% -am %profile% package 1>&2
  if errorlevel 1 (
    popd
    echo fluxion: the build failed; see the messages above 1>&2
    exit /b 1
  )
  popd
  move /y "%stamp%.new" "%stamp%" >nul
)

"%jdk%\bin\java.exe" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC %FLUXION_JAVA_OPTS% %options% -cp "%classes%" fluxion.cli.Main %*
exit /b %errorlevel%

rem Takes the folder in the argument as the JDK if it holds version 25 or newer and none was taken yet.
:try
if defined jdk exit /b 0
if "%~1"=="" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%~1\release" >nul 2>nul && set "jdk=%~1"
exit /b 0
