"""What stands in a bundle for whoever opens it without this program: in Kazakh and in Russian."""

from __future__ import annotations

KAZAKH = """БІР ШЕШІМНІҢ ДӘЛЕЛДЕМЕЛЕР ЖИНАҒЫ

decision/     қол қойылған шешім (signed.json), қол қою файлы (signature.cms), нөмірі мен күні (record.json);
              бірнеше шешімге бірге қол қойылса, олардың тізбесі (round.json)
evaluation/   есеп: деректер (facts.json), нәтиже, қадамдар мен себептер (evaluation.json)
facts/        әр дерек қайдан және қашан алынды, қалай тексерілді
law/          сол күні қолданылған мәндер (parameters.json), жергілікті норма, ереженің мәтіні
letter/       отбасыға жіберілген хат
entitlement/  не тағайындалды, төленуге тиіс айлар
payment/      төлем, оның тізімі (төлем бойынша жинақта)
journal/      журнал жолдары және олардың сағат мөріне дейінгі жолы
manifest.json барлық файлдың SHA-256 бақылау сомасы; manifest.cms - басқарманың мөрі

ҚАЛАЙ ТЕКСЕРУГЕ БОЛАДЫ
Бағдарламамен:        tirek evidence verify ЖИНАҚ.zip --authority CA.pem
Бағдарламасыз:        sha256sum арқылы файлдарды manifest.json тізімімен салыстырыңыз, содан кейін
  openssl cms -verify -binary -inform DER -in manifest.cms -content manifest.json -CAfile CA.pem \\
      -purpose any -out /dev/null
  openssl cms -verify -binary -inform DER -in decision/signature.cms -content decision/signed.json -CAfile CA2.pem \\
      -purpose any -out /dev/null
CA.pem - мөрді берген орталықтың сертификаты, оны басқармадан бөлек алыңыз.

Жинақта дербес деректер бар. Оны тек сұраған адам өз міндеті үшін пайдаланады.
"""
RUSSIAN = """ПАКЕТ ДОКАЗАТЕЛЬСТВ ПО ОДНОМУ РЕШЕНИЮ

decision/     подписанное решение (signed.json), подпись (signature.cms), номер и день (record.json);
              если подписывали несколько решений сразу - их перечень (round.json)
evaluation/   расчёт: сведения (facts.json), итог, шаги и причины (evaluation.json)
facts/        откуда и когда получено каждое сведение, как его проверили
law/          значения, применённые в тот день (parameters.json), местная норма, текст правила
letter/       письмо семье
entitlement/  что назначено и что причитается по месяцам
payment/      выплата и её список (в пакете по выплате)
journal/      строки журнала и путь от каждой до печати её часа
manifest.json контрольные суммы SHA-256 всех файлов; manifest.cms - печать управления

КАК ПРОВЕРИТЬ
Программой:           tirek evidence verify ПАКЕТ.zip --authority CA.pem
Без программы:        сравните файлы с перечнем manifest.json (sha256sum), затем
  openssl cms -verify -binary -inform DER -in manifest.cms -content manifest.json -CAfile CA.pem \\
      -purpose any -out /dev/null
  openssl cms -verify -binary -inform DER -in decision/signature.cms -content decision/signed.json -CAfile CA2.pem \\
      -purpose any -out /dev/null
CA.pem - сертификат центра, выдавшего печать; получите его отдельно от пакета.

В пакете персональные данные. Им пользуется только тот, кто его запросил, и только для своей обязанности.
"""
READMES = {"README.kk.txt": KAZAKH.encode(), "README.ru.txt": RUSSIAN.encode()}
"""The texts by the name of their file."""
