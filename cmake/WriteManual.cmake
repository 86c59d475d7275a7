# scdoc < SOURCE > MANUAL, dated by its source and not by the clock, so that builds are repeatable.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  file(TIMESTAMP ${SOURCE} seconds "%s" UTC)
  set(ENV{SOURCE_DATE_EPOCH} ${seconds})
endif()
execute_process(COMMAND ${SCDOC} INPUT_FILE ${SOURCE} OUTPUT_FILE ${MANUAL} COMMAND_ERROR_IS_FATAL ANY)
